package org.adtgateway.server.admission;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the responses that wait for their readers. A response that its reader does not take fills the buffers of the connection; from then on
 * the thread that writes it stands still. Such a write takes a slot of its Party and one of the node, whatever the response is; where there is
 * none, the connection is closed. All callers that nobody has registered share the slots of one Party. A write that need not wait takes none.
 */
public final class UnreadResponses extends Handler.Wrapper {
    /** Dropwizard's name of the connectors for the operator. */
    private static final String ADMIN = "admin";

    private static final String ATTRIBUTE = UnreadResponses.class.getName();
    private static final Logger LOG = LoggerFactory.getLogger(UnreadResponses.class);

    private final RateLimiter limiter;
    private final ConcurrencyLimit strangers;

    /**
     * @param strangersLimit unread responses of all callers together that are not registered
     */
    public UnreadResponses(RateLimiter limiter, int strangersLimit) {
        this.limiter = limiter;
        this.strangers = new ConcurrencyLimit(strangersLimit);
    }

    /** Enters a response into the account of the Party that is to read it. */
    static void isReadBy(ContainerRequestContext request, PartyUsage reader) {
        if (request.getProperty(ATTRIBUTE) instanceof Watched response) {
            response.reader = reader.unread();
        }
    }

    /** Closes the connection of a response that cannot be written to its end, which its reader could not tell from a whole one. */
    static void breakOff(ContainerRequestContext request, Throwable cause) {
        if (request.getProperty(ATTRIBUTE) instanceof Watched response) {
            response.closeConnection(new IOException("the response cannot be written to its end", cause));
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (ADMIN.equals(request.getConnectionMetaData().getConnector().getName())) {
            return super.handle(request, response, callback);
        }
        Watched watched = new Watched(request, response);
        request.setAttribute(ATTRIBUTE, watched);
        return super.handle(request, watched, callback);
    }

    private final class Watched extends Response.Wrapper {
        private volatile ConcurrencyLimit reader = strangers;

        Watched(Request request, Response wrapped) {
            super(request, wrapped);
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            Write write = new Write(callback, reader);
            super.write(last, content, write);
            if (!write.mayWait()) {
                LOG.info("A response was cut off, as too many wait for their readers");
                closeConnection(new IOException("too many responses wait for their readers"));
            }
        }

        void closeConnection(IOException cause) {
            getRequest().getConnectionMetaData().getConnection().getEndPoint().close(cause);
        }
    }

    /** One write, which is over when its callback is called: mostly before Jetty returns from it. */
    private final class Write extends Callback.Nested {
        private final ConcurrencyLimit reader;
        private boolean over;
        private boolean waits;

        Write(Callback callback, ConcurrencyLimit reader) {
            super(callback);
            this.reader = reader;
        }

        /** Takes the slots of a write that is not over yet; returns false where there are none. */
        synchronized boolean mayWait() {
            if (over) {
                return true;
            }
            if (!reader.take()) {
                limiter.cutOff(false);
                return false;
            }
            if (!limiter.nodeUnread().take()) {
                reader.giveBack();
                limiter.cutOff(true);
                return false;
            }
            waits = true;
            return true;
        }

        private synchronized void end() {
            over = true;
            if (waits) {
                waits = false;
                limiter.nodeUnread().giveBack();
                reader.giveBack();
            }
        }

        @Override
        public void succeeded() {
            end();
            super.succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            end();
            super.failed(cause);
        }
    }
}
