package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileType;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.InstalledPostgres;
import org.adtgateway.testing.Postgres;
import org.adtgateway.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are kept in less room where PostgreSQL has LZ4, and come back byte by byte either way. */
class CompressedFilesTest {
    /** More than a chunk holds. */
    private static final int ROWS = 10_000;

    @TempDir
    private Path folder;

    @Test
    void aPostgresWithLz4_keepsFilesOfAnySizeByIt() throws Exception {
        Optional<Path> programs = InstalledPostgres.programs();
        assumeTrue(programs.isPresent(), "PostgreSQL is not installed");
        try (Postgres database = InstalledPostgres.create(
                        programs.orElseThrow(), folder.resolve("database"), PostgresServer.freePort(), Map.of())
                .start()) {
            assumeTrue(hasLz4(database), "this PostgreSQL was built without LZ4");
            submitAndFetch(database);
            assertThat(database.query("select string_agg(distinct coalesce(pg_column_compression(bytes), 'none'), ',')"
                            + " from file_chunk"))
                    .isEqualTo("lz4");
            assertThat(database.query("select count(*) > 2 from file_chunk")).isEqualTo("t");
            assertThat(database.query(
                            "select sum(pg_column_size(bytes)) * 2 < sum(octet_length(bytes)) from file_chunk"))
                    .isEqualTo("t");
        }
    }

    @Test
    void aPostgresWithoutLz4_keepsThemAsTheyAre() throws Exception {
        try (Postgres database = PostgresServer.create(folder.resolve("database"), Map.of())) {
            assumeTrue(!hasLz4(database), "the embedded PostgreSQL has LZ4 by now");
            submitAndFetch(database);
            assertThat(database.query("select count(*) from file_chunk where pg_column_compression(bytes) is not null"))
                    .isEqualTo("0");
        }
    }

    private static boolean hasLz4(Postgres database) {
        return database.query("select 'lz4' = any (enumvals) from pg_settings where name = 'default_toast_compression'")
                .equals("t");
    }

    private void submitAndFetch(Postgres database) throws IOException {
        try (Gateway gateway =
                        Gateway.start(Gateway.Settings.of(folder.resolve("gateway"), database.url(), database.user()));
                AdtGatewayClient supplier = gateway.client("northern-power");
                AdtGatewayClient dcc = gateway.client("dcc")) {
            for (byte[] content : new byte[][] {quarantine(60), quarantine(ROWS)}) {
                String id = supplier.submit(SubmissionRequest.of(FileType.EXIT_QUARANTINE, content, "f.csv")
                                .signedBy(gateway.signer("northern-power", "signing")))
                        .id();
                dcc.claim(id);
                ByteArrayOutputStream fetched = new ByteArrayOutputStream();
                dcc.downloadFile(id, fetched);
                assertThat(fetched.toByteArray()).isEqualTo(content);
            }
        }
    }

    private static byte[] quarantine(int rows) {
        StringBuilder file = new StringBuilder("QuarantineEventRef,RequestID,Action,Comment\n");
        for (int row = 1; row <= rows; row++) {
            file.append("7,70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:")
                    .append(row)
                    .append(",DELETE,\n");
        }
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }
}
