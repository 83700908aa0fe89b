package org.adtgateway.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A machine as the network sees it: a network namespace with an interface in the network of the cluster, by which databases and etcd talk to each
 * other, and one in the network of their clients. Its disk is the test's.
 */
final class Machine implements AutoCloseable {
    /** A bridge, and the machines that are plugged into it. */
    enum Network {
        CLUSTER(1),
        CLIENTS(2);

        private final int number;

        Network(int number) {
            this.number = number;
        }

        private String bridge() {
            return "adt-ha-" + number;
        }

        private String address(int host) {
            return "10.91." + number + "." + host;
        }
    }

    private final String name;
    private final int number;

    private Machine(String name, int number) {
        this.name = name;
        this.number = number;
    }

    /** Makes both networks; the test itself is in that of the clients. What a run that was killed has left is removed first. */
    static void makeNetworks() {
        removeNetworks();
        for (Network network : Network.values()) {
            run("ip", "link", "add", network.bridge(), "type", "bridge");
            run("ip", "link", "set", network.bridge(), "up");
        }
        run("ip", "address", "add", Network.CLIENTS.address(254) + "/24", "dev", Network.CLIENTS.bridge());
    }

    static void removeNetworks() {
        for (Network network : Network.values()) {
            attempt("ip", "link", "del", network.bridge());
        }
    }

    /** Whether this user may make networks here. */
    static boolean possible() {
        boolean made = attempt("ip", "netns", "add", "adt-ha-try")
                && attempt("ip", "link", "add", "adt-ha-try", "type", "bridge");
        attempt("ip", "link", "del", "adt-ha-try");
        attempt("ip", "netns", "del", "adt-ha-try");
        return made;
    }

    /**
     * Plugs a machine into both networks.
     *
     * @param number the last of its addresses
     */
    static Machine of(String name, int number) {
        Machine machine = new Machine(name, number);
        machine.close();
        run("ip", "netns", "add", machine.namespace());
        machine.inside("ip", "link", "set", "lo", "up");
        for (Network network : Network.values()) {
            String inner = "eth" + network.number;
            run(
                    "ip",
                    "link",
                    "add",
                    machine.plug(network),
                    "type",
                    "veth",
                    "peer",
                    "name",
                    inner,
                    "netns",
                    machine.namespace());
            machine.inside("ip", "address", "add", machine.address(network) + "/24", "dev", inner);
            machine.inside("ip", "link", "set", inner, "up");
            run("ip", "link", "set", machine.plug(network), "up");
        }
        machine.plugIn();
        return machine;
    }

    String name() {
        return name;
    }

    String address(Network network) {
        return network.address(number);
    }

    /** As when a cable is cut: what is sent is not heard, and nobody is told. */
    void unplug(Network... networks) {
        for (Network network : networks) {
            run("ip", "link", "set", plug(network), "nomaster");
        }
    }

    void plugIn() {
        for (Network network : Network.values()) {
            run("ip", "link", "set", plug(network), "master", network.bridge());
        }
    }

    /** As when its power is cut: it is not heard, and all that runs there is dead. */
    void switchOff() {
        unplug(Network.values());
        kill("");
    }

    /** {@code kill -9} of what runs there by a program of that name, or of everything. */
    void kill(String program) {
        signal("KILL", program);
    }

    void signal(String signal, String program) {
        for (String pid : inside("ip", "netns", "pids", namespace()).lines().toList()) {
            String command = commandOf(pid);
            if (command.contains(program)) {
                attempt("kill", "-" + signal, pid);
            }
        }
    }

    /** The first two words: an interpreter, and its program. */
    private static String commandOf(String pid) {
        try {
            String[] words = Files.readString(Path.of("/proc", pid, "cmdline"), StandardCharsets.ISO_8859_1)
                    .split("\0", 3);
            return words[0] + (words.length > 1 ? " " + words[1] : "");
        } catch (IOException e) {
            // it has just ended
            return "";
        }
    }

    /** Starts a program there, as nobody: databases refuse to run as root. */
    Process start(Path log, Map<String, String> environment, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace(), "unshare", "-U"));
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs a program there to its end, and returns what it wrote. */
    String inside(String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace()));
        all.addAll(List.of(command));
        return run(all.toArray(new String[0]));
    }

    @Override
    public void close() {
        if (attempt("ip", "netns", "pids", namespace())) {
            kill("");
            attempt("ip", "netns", "del", namespace());
        }
        for (Network network : Network.values()) {
            attempt("ip", "link", "del", plug(network));
        }
    }

    private String namespace() {
        return "adt-ha-" + name;
    }

    private String plug(Network network) {
        return "adt-" + name + "-" + network.number;
    }

    /** Runs a program to its end, and returns what it wrote. */
    static String run(String... command) {
        try {
            Path written = Files.createTempFile("written", ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(written.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            String output = Files.readString(written);
            Files.delete(written);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean attempt(String... command) {
        try {
            run(command);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
