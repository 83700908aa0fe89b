package org.adtgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.adtgateway.testing.Pki.Identity;

/** Signs with openssl, an independent party. */
public final class OpenSsl {
    private OpenSsl() {}

    public static boolean isInstalled() throws InterruptedException {
        return run(List.of("version")) == 0;
    }

    /**
     * A detached signature.
     *
     * @param folder for the files that openssl reads and writes
     * @param form DER, PEM or SMIME
     * @param options further ones of {@code openssl cms -sign}, separated by spaces
     */
    public static byte[] sign(Path folder, Identity signer, byte[] content, String form, String options)
            throws IOException, InterruptedException {
        signer.write(folder, "signer", "pw");
        Path in = Files.write(folder.resolve("content"), content);
        Path out = folder.resolve("signature");
        Files.deleteIfExists(out);
        List<String> arguments = new ArrayList<>(List.of(
                "cms",
                "-sign",
                "-binary",
                "-in",
                in.toString(),
                "-outform",
                form,
                "-out",
                out.toString(),
                "-signer",
                folder.resolve("signer.pem").toString(),
                "-inkey",
                folder.resolve("signer.key").toString()));
        if (!options.isEmpty()) {
            arguments.addAll(List.of(options.split(" ")));
        }
        assertThat(run(arguments)).as("openssl %s", arguments).isZero();
        return Files.readAllBytes(out);
    }

    /** Runs openssl with these arguments; returns its exit status. */
    public static int run(List<String> arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(2, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
