package org.adtgateway.client.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.adtgateway.client.Account;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.CertificateStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(name = "me", description = "Show who the gateway takes you for, your certificates, and its limits.")
final class MeCommand implements Callable<Integer> {
    private static final int SOON = 30;
    private static final int MIB = 1024 * 1024;

    private final Adt adt;

    MeCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        try (AdtGatewayClient client = adt.session().client()) {
            Account me = client.me();
            console.result(me, () -> show(me, console));
        }
        return ExitCode.DONE.number();
    }

    private static void show(Account me, Console console) {
        console.line(console.bold(me.name()) + " (" + me.partyId() + ")");
        List<@Nullable Object> fields = new ArrayList<>(List.of("roles", String.join(", ", me.roles())));
        if (!me.fileTypes().isEmpty()) {
            fields.addAll(List.of("file types", me.fileTypes(), "User IDs", String.join(", ", me.userIds())));
        }
        fields.addAll(List.of("transport", certificate(me.transportCertificate())));
        for (CertificateStatus certificate : me.signingCertificates()) {
            fields.addAll(List.of("signing", certificate(certificate)));
        }
        fields.addAll(List.of(
                "limits",
                me.limits().maxFileBytes() / MIB + " MiB and " + me.limits().maxRows()
                        + " rows a file; signatures not older than "
                        + me.limits().signingTimeMaxAge().toDays() + " days",
                "server",
                me.serverVersion() + ", its time is " + me.serverTime()));
        console.fields(fields.toArray());
        warnIfSoon(me.transportCertificate(), "transport", console);
        me.signingCertificates().forEach(certificate -> warnIfSoon(certificate, "signing", console));
    }

    private static String certificate(CertificateStatus certificate) {
        return certificate.subject() + ", serial " + certificate.serialNumber() + ", until " + certificate.notAfter()
                + " (" + certificate.daysLeft() + " days left)";
    }

    private static void warnIfSoon(CertificateStatus certificate, String kind, Console console) {
        if (certificate.daysLeft() < SOON) {
            console.warn("your " + kind + " certificate " + certificate.serialNumber() + ": " + left(certificate)
                    + "; have a new one registered");
        }
    }

    private static String left(CertificateStatus certificate) {
        return certificate.daysLeft() < 0
                ? "expired " + -certificate.daysLeft() + " days ago"
                : certificate.daysLeft() + " days left";
    }
}
