package org.adtgateway.server.fileformat;

import java.nio.file.Path;

public final class FileFormats {
    public static FileFormats bundled() {
        return new FileFormats();
    }

    public static FileFormats from(Path folder) {
        return new FileFormats();
    }

    public byte[] document(FileType type) {
        return new byte[] {'{', '}'};
    }

    public String name(FileType type) {
        return type.name();
    }

    public String version(FileType type) {
        return "1";
    }
}
