package org.adtgateway.server.formats;

import jakarta.ws.rs.core.Response;
import org.adtgateway.api.FormatName;
import org.adtgateway.api.FormatsApi;
import org.adtgateway.checks.fileformat.FileFormats;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.http.Responses;
import org.adtgateway.server.identity.Caller;

/** The format documents, as the checker reads them. */
public final class FormatsResource implements FormatsApi {
    private final FileFormats formats;

    public FormatsResource(FileFormats formats) {
        this.formats = formats;
    }

    @Override
    public Response getFileFormat(Caller caller, FormatName fileType) {
        return Responses.json(
                switch (fileType) {
                    case ADT -> formats.document(FileType.ADT);
                    case EXIT_QUARANTINE -> formats.document(FileType.EXIT_QUARANTINE);
                    case ROW_RESULTS -> formats.rowResultsDocument();
                });
    }
}
