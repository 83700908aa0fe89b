package org.adtgateway.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must be free before a sandbox can start: its ports, and its folder. {@code mvn -Psandbox} runs this file alone before it builds anything, so
 * it uses nothing but the JDK.
 */
final class Preconditions {
    private Preconditions() {}

    /**
     * Ends with status 1 and a sentence for each thing that is taken.
     *
     * @param arguments the folder, the address to listen on, and the ports
     */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        List<Integer> ports = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            ports.add(Integer.valueOf(arguments[i]));
        }
        List<String> faults = takenPorts(arguments[1], ports);
        try {
            Optional<FileChannel> lock = lock(folder);
            if (lock.isPresent()) {
                lock.get().close();
            } else {
                faults.add(folderTaken(folder));
            }
        } catch (IOException e) {
            faults.add(folder + " cannot be written: " + e.getMessage());
        }
        if (!faults.isEmpty()) {
            faults.forEach(fault -> System.out.println("The sandbox cannot start: " + fault));
            System.exit(1);
        }
    }

    /** Returns a sentence for each port that another program listens on; 0 stands for any that is free. */
    static List<String> takenPorts(String host, List<Integer> ports) {
        List<String> faults = new ArrayList<>();
        for (int port : ports) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(host, port));
            } catch (IOException e) {
                faults.add("port " + port + " is taken (" + e.getMessage()
                        + "). Choose others: -Dsandbox.port=9443 -Dsandbox.adminPort=9444");
            }
        }
        return faults;
    }

    /** Says that another sandbox runs in the folder. */
    static String folderTaken(Path folder) {
        return "another one runs in " + folder + ". End it, or choose another folder: -Dsandbox.folder=target/another";
    }

    /** Takes a folder for one sandbox, as another would delete its keys; until the channel is closed; nothing where it is taken. */
    static Optional<FileChannel> lock(Path folder) throws IOException {
        Path file = folder.toAbsolutePath().resolveSibling(folder.getFileName() + ".lock");
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isLocked(channel)) {
            return Optional.of(channel);
        }
        channel.close();
        return Optional.empty();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // by another one in this JVM
            return false;
        }
    }
}
