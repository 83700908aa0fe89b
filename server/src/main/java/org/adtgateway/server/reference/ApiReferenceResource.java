package org.adtgateway.server.reference;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.adtgateway.api.Role;
import org.adtgateway.server.admission.Admits;
import org.adtgateway.server.admission.Cost;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Ownership;
import org.adtgateway.server.reference.ApiReference.Asset;

/** Serves the reference page to every registered Party. It is not in the contract, but admitted as what is. */
@Path(ApiReference.PATH)
public final class ApiReferenceResource {
    private final ApiReference reference;

    public ApiReferenceResource(ApiReference reference) {
        this.reference = reference;
    }

    @GET
    @Admits(
            roles = {Role.SUPPLIER, Role.OPERATOR, Role.AUDITOR},
            cost = Cost.READ,
            owner = Ownership.NONE)
    public Response getReferencePage(@Context UriInfo uri, @Context Request request) {
        // the page names its files relative to its own folder
        return uri.getRequestUri().getPath().endsWith("/")
                ? file("", request)
                : Response.status(Response.Status.FOUND)
                        .location(URI.create(ApiReference.PATH + "/"))
                        .build();
    }

    @GET
    @Path("{name}")
    @Admits(
            roles = {Role.SUPPLIER, Role.OPERATOR, Role.AUDITOR},
            cost = Cost.READ,
            owner = Ownership.NONE)
    public Response getReferenceFile(@PathParam("name") String name, @Context Request request) {
        return file(name, request);
    }

    private Response file(String name, Request request) {
        Asset asset = reference
                .find(name)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NOT_FOUND, "The reference has no such file. Open " + ApiReference.PATH + "/."));
        EntityTag tag = new EntityTag(asset.tag());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        Response.ResponseBuilder response = unchanged == null
                ? Response.ok(asset.bytes(), asset.mediaType()).tag(tag)
                : unchanged;
        reference.headers().forEach(response::header);
        return response.build();
    }
}
