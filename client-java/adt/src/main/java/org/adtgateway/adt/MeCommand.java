package org.adtgateway.adt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.adtgateway.client.Account;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.RegisteredCertificate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
        name = "me",
        description = "Show your account at the gateway, your certificates, and its limits.",
        footerHeading = "%nExamples:%n",
        footer = {"  adt me", "  adt me --json --config other.properties    for a script, as another Party"})
final class MeCommand implements Callable<Integer> {
    private static final int WARNING_DAYS = 30;
    private static final int MIB = 1024 * 1024;

    private final Adt adt;

    MeCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            Account me = client.me();
            console.result(me, () -> show(me, console));
        }
        return ExitCode.DONE.number();
    }

    private static void show(Account me, Console console) {
        console.line(console.bold(me.name()) + " (" + me.partyId() + ")");
        List<@Nullable Object> fields = new ArrayList<>(List.of("roles", names(me.roles())));
        if (!me.fileTypes().isEmpty()) {
            fields.addAll(List.of("file types", names(me.fileTypes()), "User IDs", String.join(", ", me.userIds())));
        }
        fields.addAll(List.of("transport", certificate(me.transportCertificate(), console)));
        for (RegisteredCertificate certificate : me.signingCertificates()) {
            fields.addAll(List.of("signing", certificate(certificate, console)));
        }
        fields.addAll(List.of(
                "limits",
                me.limits().maxFileBytes() / MIB + " MiB and "
                        + String.format(Locale.ROOT, "%,d", me.limits().maxRows())
                        + " rows in a file; signatures no older than "
                        + Duration.ofSeconds(me.limits().signingTimeMaxAgeSeconds())
                                .toDays() + " days",
                "server",
                me.serverVersion() + ", its time " + console.time(me.serverTime())));
        if (me.environment() != null) {
            fields.addAll(List.of("environment", me.environment()));
        }
        console.fields(fields.toArray());
        warnIfExpiring(me.transportCertificate(), "transport", console);
        me.signingCertificates().forEach(certificate -> warnIfExpiring(certificate, "signing", console));
    }

    private static String certificate(RegisteredCertificate certificate, Console console) {
        return certificate.subject() + ", serial " + certificate.serialNumber()
                + (isExpired(certificate) ? ", expired " : ", until ") + console.day(certificate.notAfter())
                + (isExpired(certificate) ? "" : " (" + certificate.daysLeft() + " days left)");
    }

    private static void warnIfExpiring(RegisteredCertificate certificate, String kind, Console console) {
        if (certificate.daysLeft() < WARNING_DAYS) {
            console.warn("your " + kind + " certificate " + certificate.serialNumber() + ": " + left(certificate)
                    + "; register a new one");
        }
    }

    private static String left(RegisteredCertificate certificate) {
        return isExpired(certificate)
                ? "expired on " + certificate.notAfter().toString().substring(0, 10)
                : certificate.daysLeft() + " days left";
    }

    private static boolean isExpired(RegisteredCertificate certificate) {
        return certificate.daysLeft() < 0;
    }

    private static String names(Collection<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
