package org.adtgateway.server.identity;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import net.sourceforge.argparse4j.inf.Subparsers;
import org.adtgateway.api.Role;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.server.console.CommandOutput;
import org.adtgateway.server.console.CommandUser;
import org.adtgateway.server.identity.RegisteredCertificate.Purpose;
import org.jdbi.v3.core.Jdbi;

/** {@code parties import|export|add-certificate|list|show|disable|enable|expiring}: how an operator keeps the registry. */
public final class RegistryVerbs {
    private final Clock clock;

    public RegistryVerbs(Clock clock) {
        this.clock = clock;
    }

    /**
     * Describes the verbs.
     *
     * @param common adds what each of them has
     */
    public void configure(Subparser parser, Consumer<Subparser> common) {
        Subparsers verbs = parser.addSubparsers().dest("verb").metavar("VERB");
        Subparser importing = verb(
                verbs,
                common,
                "import",
                "make the registry what a file says; shows the changes, and makes them with --apply");
        importing.addArgument("registry").metavar("FILE.yml").help("Parties and their certificates");
        apply(importing);
        verb(verbs, common, "export", "print all Parties and their certificates, as 'import' reads them");
        Subparser adding = verb(
                verbs,
                common,
                "add-certificate",
                "register one more certificate of a Party; shows the change, and makes it with --apply");
        adding.addArgument("party").metavar("ID");
        adding.addArgument("purpose").choices("transport", "signing").help("what the certificate is for");
        adding.addArgument("certificate").metavar("FILE.pem").help("the certificate; of a chain its first");
        apply(adding);
        verb(verbs, common, "list", "all Parties, a line each");
        verb(verbs, common, "show", "one Party with its certificates")
                .addArgument("party")
                .metavar("ID");
        verb(verbs, common, "disable", "refuse every call of a Party from now on")
                .addArgument("party")
                .metavar("ID");
        verb(verbs, common, "enable", "take calls of a Party again")
                .addArgument("party")
                .metavar("ID");
        verb(verbs, common, "expiring", "certificates that end soon")
                .addArgument("--within")
                .metavar("30d")
                .setDefault("30d")
                .help("days, such as 30d");
    }

    private static Subparser verb(Subparsers verbs, Consumer<Subparser> common, String name, String help) {
        Subparser verb = verbs.addParser(name).help(help);
        // the configuration file comes behind the verb, as in every command of Dropwizard
        common.accept(verb);
        return verb;
    }

    private static void apply(Subparser verb) {
        verb.addArgument("--apply").action(Arguments.storeTrue()).help("make the changes");
    }

    /**
     * Does what one of the verbs says.
     *
     * @param objections what is wrong with a certificate; asked for by what registers one
     */
    public void run(
            Namespace namespace, Jdbi jdbi, Supplier<RegistryImport.Objections> objections, CommandOutput output)
            throws IOException {
        RegistryStore store = new RegistryStore(jdbi);
        switch (namespace.getString("verb")) {
            case "import" -> {
                RegistryFile file = RegistryFile.read(Path.of(namespace.getString("registry")));
                change(namespace, jdbi, objections, RegistryImport.Statement.of(file), output);
            }
            case "export" -> {
                RegistryExport export = RegistryExport.of(store.content());
                output.text("parties", export.parties(), export.yaml());
            }
            case "add-certificate" ->
                change(
                        namespace,
                        jdbi,
                        objections,
                        RegistryImport.Statement.adding(
                                namespace.getString("party"),
                                Purpose.valueOf(namespace.getString("purpose").toUpperCase(Locale.ROOT)),
                                CertificateLoader.read(Path.of(namespace.getString("certificate")))
                                        .get(0)),
                        output);
            case "list" -> output.table("parties", parties(store.load()));
            case "show" -> show(store.load(), namespace.getString("party"), output);
            case "disable" -> enable(store, namespace.getString("party"), false, output);
            case "enable" -> enable(store, namespace.getString("party"), true, output);
            default -> expiring(store.load(), days(namespace.getString("within")), output);
        }
    }

    private static void change(
            Namespace namespace,
            Jdbi jdbi,
            Supplier<RegistryImport.Objections> objections,
            RegistryImport.Statement statement,
            CommandOutput output) {
        RegistryImport registry = new RegistryImport(jdbi, objections.get());
        boolean apply = namespace.getBoolean("apply");
        RegistryImport.Plan plan = apply ? registry.apply(statement, CommandUser.current()) : registry.plan(statement);
        output.member("applied", apply);
        plan.changes().forEach(change -> output.item("changes", change.words(), change.words()));
        if (plan.changes().isEmpty()) {
            output.sentence("nothing to change");
        } else if (apply) {
            output.sentence(plan.changes().size() + " changes made");
        } else {
            output.sentence(plan.changes().size() + " changes; nothing was changed yet, add --apply to make them");
        }
    }

    private record PartyRow(String id, String state, Set<Role> roles, int userIds, String name) {
        static PartyRow of(Party party) {
            return new PartyRow(
                    party.id(),
                    party.enabled() ? "enabled" : "DISABLED",
                    party.roles(),
                    party.userIds().size(),
                    party.name());
        }
    }

    private static List<PartyRow> parties(RegistrySnapshot registry) {
        return registry.parties().stream()
                .sorted(Comparator.comparing(Party::id))
                .map(PartyRow::of)
                .toList();
    }

    private void show(RegistrySnapshot registry, String id, CommandOutput output) {
        output.fields("party", party(registry, id));
        output.table(
                "certificates",
                registry.certificates().stream()
                        .filter(certificate -> certificate.partyId().equals(id))
                        .map(this::row)
                        .sorted(Comparator.comparing(CertificateRow::expires))
                        .toList());
    }

    private static void enable(RegistryStore store, String id, boolean enabled, CommandOutput output) {
        party(store.load(), id);
        store.enable(id, enabled, CommandUser.current());
        output.sentence(
                id + (enabled ? " is enabled" : " is disabled; every node refuses it within its refresh interval"));
    }

    private void expiring(RegistrySnapshot registry, int days, CommandOutput output) {
        Instant limit = clock.instant().plus(Duration.ofDays(days));
        output.table(
                "certificates",
                registry.certificates().stream()
                        .map(this::row)
                        .filter(row -> row.expires().isBefore(limit))
                        .sorted(Comparator.comparing(CertificateRow::expires))
                        .toList());
    }

    private record CertificateRow(
            String party,
            Purpose purpose,
            Instant expires,
            long daysLeft,
            String serialNumber,
            String sha256,
            String subject) {}

    private CertificateRow row(RegisteredCertificate certificate) {
        Instant expires = certificate.certificate().getNotAfter().toInstant();
        return new CertificateRow(
                certificate.partyId(),
                certificate.purpose(),
                expires,
                Duration.between(clock.instant(), expires).toDays(),
                certificate.serialNumber(),
                certificate.sha256(),
                certificate.subject());
    }

    private static Party party(RegistrySnapshot registry, String id) {
        return registry.party(id).orElseThrow(() -> new IllegalArgumentException("there is no party " + id));
    }

    private static int days(String within) {
        if (!within.matches("[0-9]{1,4}d")) {
            throw new IllegalArgumentException("--within takes days, such as 30d");
        }
        return Integer.parseInt(within.substring(0, within.length() - 1));
    }
}
