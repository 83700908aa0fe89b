package org.adtgateway.packaging;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Where Debian is on this network: the project names no mirror, as the digests of the packages decide, and not where they come from. */
final class DebianMirrors {
    private DebianMirrors() {}

    /**
     * Finds them.
     *
     * @param wanted their addresses with a blank between them; blank for those that apt uses on this machine
     */
    static List<URI> find(String wanted) throws InterruptedException, LeftOutException {
        List<URI> mirrors = addresses(wanted.isBlank() ? ofApt() : wanted);
        if (mirrors.isEmpty()) {
            throw new LeftOutException(
                    "apt on this machine knows no mirror of Debian (apt-get update?); name one by -Ddist.debian=ADDRESS");
        }
        return mirrors;
    }

    private static List<URI> addresses(String words) {
        return Arrays.stream(words.split("\\s+"))
                // not of a disc, nor of a list of mirrors
                .filter(word -> word.matches("https?://.+"))
                // without a slash, the last folder would be replaced
                .map(word -> URI.create(word.endsWith("/") ? word : word + "/"))
                .distinct()
                .toList();
    }

    /** What apt says itself, as its sources have two formats. */
    private static String ofApt() throws InterruptedException {
        try {
            Process apt = new ProcessBuilder(
                            "apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian", "Component: main")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String addresses = new String(apt.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return apt.waitFor() == 0 ? addresses : "";
        } catch (IOException e) {
            // another system
            return "";
        }
    }
}
