package org.adtgateway.server;

/** Says in a sentence what an operator has to put right before the gateway, or one of its commands, can work. */
final class OperatorException extends RuntimeException {
    OperatorException(String sentence) {
        super(sentence);
    }

    OperatorException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
