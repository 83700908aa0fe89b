package org.adtgateway.server.reference;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.adtgateway.server.reference.ApiReference.Asset;

/** Serves the reference page on the admin port, where no certificate is asked for. */
public final class ApiReferenceServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient ApiReference reference;

    public ApiReferenceServlet(ApiReference reference) {
        this.reference = reference;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        if (path == null) {
            // the page names its files relative to its own folder
            response.sendRedirect(ApiReference.PATH + "/");
            return;
        }
        Optional<Asset> asset = reference.find(path.substring(1));
        if (asset.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        reference.headers().forEach(response::setHeader);
        response.setContentType(asset.get().mediaType());
        response.setContentLength(asset.get().bytes().length);
        response.getOutputStream().write(asset.get().bytes());
    }
}
