package org.adtgateway.server.http;

import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Jersey brings a mapper for violated constraints, which is nearer to them than {@link ProblemMapper}; this one is nearer still. */
public final class ConstraintViolationMapper implements ExceptionMapper<ConstraintViolationException> {
    private final ProblemMapper mapper;

    public ConstraintViolationMapper(ProblemMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Response toResponse(ConstraintViolationException violations) {
        return mapper.toResponse(violations);
    }
}
