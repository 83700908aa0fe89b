package org.adtgateway.server.fileformat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

public final class FileChecker {
    public FileChecker(FileFormats formats, FileLimits limits) {}

    public FileReport check(FileType type, InputStream bytes, Set<String> userIds, Instant now) throws IOException {
        return new FileReport(1, new TreeSet<>(userIds), List.of(), new Totals(0, 0, List.of()));
    }
}
