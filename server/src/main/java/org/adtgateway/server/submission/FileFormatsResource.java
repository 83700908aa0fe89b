package org.adtgateway.server.submission;

import jakarta.ws.rs.core.Response;
import org.adtgateway.api.FileFormatsApi;
import org.adtgateway.api.dto.FileTypeDto;
import org.adtgateway.fileformat.FileFormats;
import org.adtgateway.fileformat.FileType;
import org.adtgateway.server.identity.Caller;

/** The format documents, as the checker reads them. */
public final class FileFormatsResource implements FileFormatsApi {
    private final FileFormats formats;

    public FileFormatsResource(FileFormats formats) {
        this.formats = formats;
    }

    @Override
    public Response getFileFormat(Caller caller, FileTypeDto fileType) {
        return Replies.json(formats.document(FileType.valueOf(fileType.name())));
    }
}
