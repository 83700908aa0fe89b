package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.adtgateway.faults.Machine.Network;
import org.adtgateway.testing.InstalledPostgres;
import org.jspecify.annotations.Nullable;

/**
 * Three machines with etcd, Patroni and PostgreSQL, by the files of docs/deployment: only addresses, folders and passwords are others here.
 */
final class PatroniCluster implements AutoCloseable {
    static final Path DEPLOYMENT = Path.of(System.getProperty("rootDir", ".."), "docs/deployment");
    static final String PASSWORD = "of-the-databases";

    private static final List<String> NAMES = List.of("db-1", "db-2", "db-3");
    private static final Path PATRONI = Path.of("/usr/bin/patroni");
    private static final Path ETCD = Path.of("/usr/bin/etcd");
    private static final Path ETCDCTL = Path.of("/usr/bin/etcdctl");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Path programs = InstalledPostgres.programs().orElseThrow();
    private final List<Machine> machines = new ArrayList<>();
    private final SSLContext trusted;

    /** What this machine lacks for it; nothing where all is there. */
    static Optional<String> missing() {
        for (Path program : List.of(PATRONI, ETCD, ETCDCTL)) {
            if (!Files.isExecutable(program)) {
                return Optional.of(program.getFileName() + " is not installed");
            }
        }
        if (InstalledPostgres.programs().isEmpty()) {
            return Optional.of("PostgreSQL is not installed");
        }
        return Machine.possible() ? Optional.empty() : Optional.of("this user may not make network namespaces");
    }

    /** Makes it, and waits until it is whole. */
    PatroniCluster(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        Machine.makeNetworks();
        makeAuthority();
        for (String name : NAMES) {
            machines.add(Machine.of(name, machines.size() + 1));
        }
        for (Machine machine : machines) {
            makeFiles(machine);
        }
        trusted = trusting(ca());
        for (Machine machine : machines) {
            startEtcd(machine);
        }
        for (Machine machine : machines) {
            startPatroni(machine);
        }
        awaitWhole();
    }

    List<Machine> machines() {
        return machines;
    }

    Path ca() {
        return folder.resolve("ca.pem");
    }

    /** For JDBC, by way of what passes connections on at that address. */
    String url(String address, String database) {
        return "jdbc:postgresql://" + address + "/" + database + "?sslmode=verify-ca&sslrootcert=" + ca() + "&password="
                + PASSWORD;
    }

    /** With the addresses of this cluster's machines in place of their names. */
    String withAddresses(String text, Network network) {
        String adapted = text;
        for (Machine machine : machines) {
            adapted = adapted.replace(machine.name() + ":", machine.address(network) + ":");
        }
        return adapted;
    }

    void startEtcd(Machine machine) throws IOException {
        machine.start(log(machine, "etcd"), environment(machine, "etcd.env"), ETCD.toString());
    }

    void startPatroni(Machine machine) throws IOException {
        machine.start(
                log(machine, "patroni"),
                environment(machine, "patroni.env"),
                PATRONI.toString(),
                folderOf(machine).resolve("patroni.yml").toString());
    }

    void switchOn(Machine machine) throws IOException {
        machine.plugIn();
        startEtcd(machine);
        startPatroni(machine);
    }

    /** What patronictl does. */
    String control(Machine machine, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "patronictl", "-c", folderOf(machine).resolve("patroni.yml").toString()));
        command.addAll(List.of(arguments));
        return machine.inside(command.toArray(new String[0]));
    }

    Machine leader() {
        return inRole("leader");
    }

    Machine syncStandby() {
        return inRole("sync_standby");
    }

    private Machine inRole(String role) {
        String name = members()
                .filter(member -> member.path("role").asText().equals(role))
                .map(member -> member.path("name").asText())
                .findFirst()
                .orElseThrow();
        return machine(name);
    }

    private Machine machine(String name) {
        return machines.stream()
                .filter(machine -> machine.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The machine whose etcd leads the others. */
    Machine leaderOfEtcd() throws IOException {
        for (Machine machine : machines) {
            Path own = folderOf(machine);
            JsonNode status = JSON.readTree(machine.inside(
                            ETCDCTL.toString(),
                            "--endpoints=https://" + machine.address(Network.CLUSTER) + ":2379",
                            "--cacert=" + ca(),
                            "--cert=" + own.resolve("machine.pem"),
                            "--key=" + own.resolve("machine.key"),
                            "endpoint",
                            "status",
                            "-w",
                            "json"))
                    .path(0)
                    .path("Status");
            if (status.path("leader")
                    .asText()
                    .equals(status.path("header").path("member_id").asText())) {
                return machine;
            }
        }
        throw new IllegalStateException("etcd has no leader");
    }

    /**
     * Waits until one leads, and two follow it, one of them synchronously, for longer than a turn of Patroni: until its next turn it tells of what it
     * last saw.
     */
    void awaitWhole() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        for (int looks = 0; looks < 12; looks = isWhole() ? looks + 1 : 0) {
            assertThat(System.nanoTime())
                    .as("the cluster is whole within five minutes: %s", folder)
                    .isLessThan(end);
            Thread.sleep(500);
        }
    }

    private boolean isWhole() {
        List<JsonNode> all = members().toList();
        List<String> roles = all.stream()
                .map(member -> member.path("role").asText())
                .sorted()
                .toList();
        return roles.equals(List.of("leader", "replica", "sync_standby"))
                && all.stream().allMatch(member -> member.path("state").asText().matches("running|streaming"))
                && all.stream().allMatch(member -> member.path("lag").asLong() < 1_000_000)
                && all.stream()
                                .map(member -> member.path("timeline").asInt())
                                .distinct()
                                .count()
                        == 1;
    }

    /** As the leader sees them, or nothing where none says that it leads. */
    private Stream<JsonNode> members() {
        return machines.stream()
                .filter(machine -> ask(machine, "/primary") != null)
                .map(machine -> ask(machine, "/cluster"))
                .flatMap(cluster -> cluster == null
                        ? Stream.empty()
                        : StreamSupport.stream(cluster.path("members").spliterator(), false));
    }

    private @Nullable JsonNode ask(Machine machine, String path) {
        try {
            HttpsURLConnection connection = (HttpsURLConnection)
                    new URL("https://" + machine.address(Network.CLIENTS) + ":8008" + path).openConnection();
            connection.setSSLSocketFactory(trusted.getSocketFactory());
            connection.setConnectTimeout(2000);
            connection.setReadTimeout(5000);
            try (InputStream in = connection.getInputStream()) {
                return JSON.readTree(in);
            }
        } catch (IOException e) {
            // away, or not 200
            return null;
        }
    }

    private Path folderOf(Machine machine) {
        return folder.resolve(machine.name());
    }

    private Path log(Machine machine, String program) {
        return folderOf(machine).resolve(program + ".log");
    }

    private void makeAuthority() {
        Machine.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=adt cluster",
                "-keyout",
                folder.resolve("ca.key").toString(),
                "-out",
                ca().toString());
    }

    private void makeFiles(Machine machine) throws IOException {
        Path own = Files.createDirectories(folderOf(machine));
        Files.copy(ca(), own.resolve("ca.pem"));
        Path request = own.resolve("machine.csr");
        Path key = own.resolve("machine.key");
        Path names = Files.writeString(
                own.resolve("names"),
                "subjectAltName=DNS:" + machine.name() + ",IP:" + machine.address(Network.CLUSTER) + ",IP:"
                        + machine.address(Network.CLIENTS) + "\n");
        Machine.run(
                "openssl",
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + machine.name(),
                "-keyout",
                key.toString(),
                "-out",
                request.toString());
        Machine.run(
                "openssl",
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-CA",
                ca().toString(),
                "-CAkey",
                folder.resolve("ca.key").toString(),
                "-CAcreateserial",
                "-days",
                "30",
                "-extfile",
                names.toString(),
                "-out",
                own.resolve("machine.pem").toString());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(own.resolve("patroni.yml"), adapt(machine, shipped("patroni.yml")));
    }

    private static String shipped(String file) throws IOException {
        return Files.readString(DEPLOYMENT.resolve(file));
    }

    private String adapt(Machine machine, String text) {
        Path own = folderOf(machine);
        String adapted = text.replace("/etc/ssl/adt-cluster/", own + "/")
                .replace("/var/lib/postgresql/15/adt", own.resolve("data").toString())
                .replace(
                        "/var/lib/postgresql/patroni.pgpass",
                        own.resolve("pgpass").toString())
                .replace("/var/run/postgresql", own.toString())
                .replace("/usr/lib/postgresql/15/bin", programs.toString())
                .replace("/var/lib/etcd/adt", own.resolve("etcd").toString())
                // there is no watchdog in a namespace
                .replace("mode: required", "mode: off");
        return withAddresses(adapted, Network.CLUSTER);
    }

    /** The variables of a file that is db-1's, for another machine. */
    private Map<String, String> environment(Machine machine, String file) throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        shipped(file).lines().filter(line -> line.matches("[A-Z0-9_]+=.*")).forEach(line -> {
            String name = line.substring(0, line.indexOf('='));
            String value = line.substring(line.indexOf('=') + 1);
            if (name.endsWith("_PASSWORD")) {
                value = PASSWORD;
            } else if (!name.equals("ETCD_INITIAL_CLUSTER")) {
                value = value.replace("db-1", machine.name());
            }
            variables.put(name, adapt(machine, value));
        });
        return variables;
    }

    private static SSLContext trusting(Path ca) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(ca)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public void close() {
        machines.forEach(Machine::close);
        Machine.removeNetworks();
    }
}
