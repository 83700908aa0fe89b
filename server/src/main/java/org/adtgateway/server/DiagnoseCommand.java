package org.adtgateway.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.adtgateway.server.console.CommandOutput;
import org.adtgateway.server.console.HostName;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** {@code diagnose}: writes what a helper far away needs into one archive. No secret is in it, and no file of a supplier. */
final class DiagnoseCommand extends OperatorCommand {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    /** Others may hold passwords, such as primary_conninfo. */
    private static final List<String> DATABASE_SETTINGS = List.of(
            "autovacuum",
            "default_toast_compression",
            "effective_cache_size",
            "fsync",
            "full_page_writes",
            "idle_in_transaction_session_timeout",
            "lock_timeout",
            "max_connections",
            "max_wal_size",
            "server_encoding",
            "server_version",
            "shared_buffers",
            "statement_timeout",
            "synchronous_commit",
            "synchronous_standby_names",
            "TimeZone",
            "wal_level",
            "work_mem");

    private final Clock clock;

    DiagnoseCommand(PrintStream out, Clock clock) {
        super("diagnose", "Writes an archive for those who help from afar, without secrets", out);
        this.clock = clock;
    }

    @Override
    public void configure(Subparser parser) {
        super.configure(parser);
        parser.addArgument("--to")
                .metavar("FILE.zip")
                .help("the file to write; by default adt-gateway-HOST-TIME.zip in this folder");
    }

    @Override
    void run(Namespace namespace, AdtGatewayConfiguration configuration, CommandOutput output) throws Exception {
        JsonNode file = YAML.readTree(Path.of(namespace.getString("file")).toFile());
        Secrets secrets = new Secrets(file, System.getenv());
        String to = namespace.getString("to");
        Path archive = Path.of(
                to == null ? "adt-gateway-" + HostName.current() + "-" + STAMP.format(clock.instant()) + ".zip" : to);
        try (OutputStream out = create(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            Archive entries = new Archive(zip, secrets);
            entries.add("configuration.yml", () -> YAML.writeValueAsString(secrets.hide(file)));
            entries.add("java.txt", DiagnoseCommand::java);
            entries.add(
                    "status.txt", () -> written(false, each -> new GatewayStatus(configuration, each, clock).show()));
            entries.add(
                    "status.json", () -> written(true, each -> new GatewayStatus(configuration, each, clock).show()));
            entries.add("check.txt", () -> written(false, each -> new Preflight(configuration, each, clock).run()));
            entries.add("database.txt", () -> database(configuration));
            Optional<String> node = adminAddress(configuration);
            if (node.isPresent()) {
                entries.add("node/healthcheck.json", () -> fetch(node.get() + "/healthcheck?pretty=true"));
                entries.add("node/metrics.txt", () -> fetch(node.get() + "/metrics"));
                entries.add("node/threads.txt", () -> fetch(node.get() + "/threads"));
            }
        } catch (FileAlreadyExistsException e) {
            throw new OperatorException(archive + " is there already; nothing was written", e);
        }
        output.member("archive", archive.toAbsolutePath().toString());
        output.sentence(
                archive
                        + " has configuration (secrets hidden), status, check, database, and health, metrics and threads of the node of this machine. It names Parties and certificates: look into it before you pass it on.");
    }

    private static OutputStream create(Path archive) throws IOException {
        if (archive.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    archive, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(archive);
        }
        return Files.newOutputStream(archive);
    }

    private interface Content {
        String get() throws Exception;
    }

    /** One part that fails keeps no other out: its reason stands in its place. */
    private record Archive(ZipOutputStream zip, Secrets secrets) {
        void add(String name, Content content) throws IOException {
            String text;
            try {
                text = content.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                text = "interrupted";
            } catch (Exception e) {
                text = "not available: " + e;
            }
            zip.putNextEntry(new ZipEntry(name));
            zip.write(secrets.hide(text).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
    }

    private interface Printing {
        void to(CommandOutput output);
    }

    private static String written(boolean asJson, Printing printing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CommandOutput output = new CommandOutput(new PrintStream(bytes, true, StandardCharsets.UTF_8), asJson);
        printing.to(output);
        output.end();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String java() {
        StringBuilder text = new StringBuilder("adt-gateway " + Version.current() + "\n");
        for (String property : List.of(
                "java.version", "java.vm.name", "java.vendor", "os.name", "os.version", "os.arch", "file.encoding")) {
            text.append(property)
                    .append(' ')
                    .append(System.getProperty(property))
                    .append('\n');
        }
        return text.append("processors ")
                .append(Runtime.getRuntime().availableProcessors())
                .append('\n')
                .toString();
    }

    private static String database(AdtGatewayConfiguration configuration) throws Exception {
        return Databases.jdbi(Databases.forMonitoring(configuration.database())).withHandle(DiagnoseCommand::database);
    }

    private static String database(Handle handle) {
        StringBuilder text = new StringBuilder();
        append(
                text,
                handle,
                "select name || ' = ' || setting from pg_settings where name = any (:names) order by lower(name)");
        append(
                text,
                handle,
                "select relname || ': about ' || greatest(reltuples, 0)::bigint || ' rows, ' || pg_total_relation_size(oid) / 1048576 || ' MiB'"
                        + " from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname");
        append(
                text,
                handle,
                "select version || ' ' || description || ', ' || installed_on || ', ' || execution_time || ' ms, ' || case when success then 'done' else 'failed' end"
                        + " from flyway_schema_history order by installed_rank");
        append(
                text,
                handle,
                "select coalesce(application_name, '') || ': ' || coalesce(state, '?') || ', ' || count(*) || ', oldest transaction ' || coalesce(max(now() - xact_start)::text, 'none')"
                        + " from pg_stat_activity where datname = current_database() group by application_name, state order by 1");
        append(
                text,
                handle,
                "select coalesce(application_name, '') || ': ' || coalesce(state, '?') || ', ' || coalesce(sync_state, '?') from pg_stat_replication order by 1");
        return text.toString();
    }

    private static void append(StringBuilder text, Handle handle, String query) {
        Query lines = handle.createQuery(query);
        if (query.contains(":names")) {
            lines.bindArray("names", String.class, DATABASE_SETTINGS);
        }
        lines.mapTo(String.class).forEach(line -> text.append(line).append('\n'));
        text.append('\n');
    }

    /** The admin connector of this machine alone, as another one does not show threads. */
    private static Optional<String> adminAddress(AdtGatewayConfiguration configuration) {
        DefaultServerFactory server = (DefaultServerFactory) configuration.getServerFactory();
        return server.getAdminConnectors().stream()
                .filter(connector -> connector instanceof HttpConnectorFactory http && isLoopback(http.getBindHost()))
                .map(connector -> (HttpConnectorFactory) connector)
                .findFirst()
                .map(http -> "http://" + http.getBindHost() + ":" + http.getPort()
                        + server.getAdminContextPath().replaceFirst("/$", ""));
    }

    private static boolean isLoopback(@Nullable String host) {
        try {
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String fetch(String address) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        return http.send(
                        HttpRequest.newBuilder(URI.create(address))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
