package org.adtgateway.server.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.adtgateway.checks.text.PrintableText;

/** The name of this machine. */
public final class HostName {
    private static final int MAX_LENGTH = 64;

    private HostName() {}

    /** Returns the name as the system knows it, printable; a name server is asked only where there is no other way. */
    public static String current() {
        try {
            return PrintableText.of(
                    Files.readString(Path.of("/proc/sys/kernel/hostname")).strip(), MAX_LENGTH);
        } catch (IOException e) {
            try {
                return PrintableText.of(InetAddress.getLocalHost().getHostName(), MAX_LENGTH);
            } catch (UnknownHostException unknown) {
                return "unknown";
            }
        }
    }
}
