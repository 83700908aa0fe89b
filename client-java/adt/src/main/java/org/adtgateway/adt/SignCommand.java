package org.adtgateway.adt;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.client.FileSigner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "sign",
        description = "Sign a file with your signing key; nothing is sent.",
        footerHeading = "%nExample:%n",
        footer = "  adt sign ADT_2026.csv                 writes ADT_2026.csv.p7s next to it")
final class SignCommand implements Callable<Integer> {
    private final Adt adt;

    @Parameters(paramLabel = "FILE", description = "The CSV file.")
    private @Nullable Path file;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write the signature; default FILE.p7s.")
    private @Nullable Path target;

    SignCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Path csv = Objects.requireNonNull(file);
        Path signature = target == null ? SignatureFiles.signatureOf(csv) : target;
        ReplaceableFile.SIGNATURE.requireAt(signature);
        FileSigner signer = adt.clientFactory().signer();
        signer.requireValid();
        SignatureFiles.write(signature, signer.sign(csv));
        String subject = signer.certificate().getSubjectX500Principal().getName();
        Console console = adt.console();
        console.result(Map.of("signature", signature.toString(), "signer", subject), () -> {
            console.line(console.good("Signed: ") + signature);
            console.fields("signer", subject, "algorithm", signer.algorithm());
        });
        return ExitCode.DONE.number();
    }
}
