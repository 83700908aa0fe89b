package org.adtgateway.server.admission;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.adtgateway.server.identity.Ownership;
import org.adtgateway.server.identity.Role;

/**
 * States whom an operation admits and what a call of it costs: the contract's {@code x-roles}, {@code x-cost} and {@code x-owner}. The
 * generated interfaces carry it; the server does not start with an operation that lacks it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Admits {
    /** One of which the caller's Party must have. */
    Role[] roles();

    Cost cost();

    Ownership owner();
}
