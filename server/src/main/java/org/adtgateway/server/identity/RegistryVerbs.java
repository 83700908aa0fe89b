package org.adtgateway.server.identity;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import net.sourceforge.argparse4j.inf.Subparsers;
import org.jdbi.v3.core.Jdbi;

/** {@code parties import|list|show|disable|enable|expiring}: how an operator keeps the registry. */
public final class RegistryVerbs {
    private final PrintStream out;
    private final Clock clock;

    public RegistryVerbs(PrintStream out, Clock clock) {
        this.out = out;
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
        importing.addArgument("--apply").action(Arguments.storeTrue()).help("make the changes");
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

    /**
     * Does what one of the verbs says.
     *
     * @param objections what is wrong with a certificate; asked for by an import only
     */
    public void run(Namespace namespace, Jdbi jdbi, Supplier<RegistryImport.Objections> objections) throws IOException {
        RegistryStore store = new RegistryStore(jdbi);
        switch (namespace.getString("verb")) {
            case "import" ->
                importFile(
                        new RegistryImport(jdbi, objections.get()),
                        Path.of(namespace.getString("registry")),
                        namespace.getBoolean("apply"));
            case "list" -> list(store.load());
            case "show" -> show(store.load(), namespace.getString("party"));
            case "disable" -> enable(store, namespace.getString("party"), false);
            case "enable" -> enable(store, namespace.getString("party"), true);
            default -> expiring(store.load(), days(namespace.getString("within")));
        }
    }

    private void importFile(RegistryImport registry, Path file, boolean apply) throws IOException {
        RegistryFile stated = RegistryFile.read(file);
        RegistryImport.Plan plan = apply ? registry.apply(stated) : registry.plan(stated);
        plan.changes().forEach(change -> out.println(change.words()));
        if (plan.changes().isEmpty()) {
            out.println("nothing to change");
        } else if (apply) {
            out.println(plan.changes().size() + " changes made");
        } else {
            out.println(plan.changes().size() + " changes; nothing was changed yet, add --apply to make them");
        }
    }

    private void list(RegistrySnapshot registry) {
        registry.parties().stream()
                .sorted(Comparator.comparing(Party::id))
                .forEach(party -> out.printf(
                        "%-24s %-8s %-10s %d User IDs  %s%n",
                        party.id(),
                        party.enabled() ? "enabled" : "DISABLED",
                        party.roles(),
                        party.userIds().size(),
                        party.name()));
    }

    private void show(RegistrySnapshot registry, String id) {
        Party party = party(registry, id);
        out.println(party);
        registry.certificates().stream()
                .filter(certificate -> certificate.partyId().equals(id))
                .sorted(Comparator.comparing(
                        certificate -> certificate.certificate().getNotAfter()))
                .forEach(this::print);
    }

    private void enable(RegistryStore store, String id, boolean enabled) {
        party(store.load(), id);
        store.enable(id, enabled);
        out.println(id + (enabled ? " is enabled" : " is disabled; every node refuses it within its refresh interval"));
    }

    private void expiring(RegistrySnapshot registry, int days) {
        Instant limit = clock.instant().plus(Duration.ofDays(days));
        registry.certificates().stream()
                .filter(certificate ->
                        certificate.certificate().getNotAfter().toInstant().isBefore(limit))
                .sorted(Comparator.comparing(
                        certificate -> certificate.certificate().getNotAfter()))
                .forEach(this::print);
    }

    private void print(RegisteredCertificate certificate) {
        out.printf(
                "%-24s %-9s expires %s (%d days)  serial %s  %s%n",
                certificate.partyId(),
                certificate.purpose(),
                certificate.certificate().getNotAfter().toInstant(),
                Duration.between(
                                clock.instant(),
                                certificate.certificate().getNotAfter().toInstant())
                        .toDays(),
                certificate.serialNumber(),
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
