package org.adtgateway.packaging;

/** On this machine the images cannot be built; the message says why. The rest of the build goes on without them. */
final class LeftOutException extends Exception {
    private static final long serialVersionUID = 1;

    LeftOutException(String message) {
        super(message);
    }
}
