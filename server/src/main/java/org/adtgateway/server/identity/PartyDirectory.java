package org.adtgateway.server.identity;

import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.adtgateway.checks.signature.SignerId;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.RegisteredCertificate.Purpose;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which Party a certificate belongs to. Answers from memory: a few hundred Parties, loaded whole, and loaded again by
 * {@link #refresh()} whenever the registry's version was raised on any node.
 */
public final class PartyDirectory {
    /** What the transport PKI says about a certificate at this moment; a handshake may be hours old. */
    public interface TransportJudge {
        /** Returns the refusal of a certificate that may no longer be used, or of which that cannot be determined; nothing where it may. */
        Optional<ProblemException> objection(X509Certificate certificate);
    }

    private static final Logger LOG = LoggerFactory.getLogger(PartyDirectory.class);

    private final RegistryStore store;
    private final TransportJudge judge;
    private final Runnable onChange;
    private volatile RegistrySnapshot registry = RegistrySnapshot.EMPTY;

    /**
     * @param judge asked on each call about the certificate of the connection
     * @param onChange runs after a changed registry was loaded
     */
    public PartyDirectory(RegistryStore store, TransportJudge judge, Runnable onChange) {
        this.store = store;
        this.judge = judge;
        this.onChange = onChange;
    }

    /**
     * Who presents this certificate.
     *
     * @throws ProblemException TRANSPORT_CERTIFICATE_INVALID, NOT_REGISTERED or PARTY_DISABLED
     */
    public Caller identify(X509Certificate certificate) {
        RegisteredCertificate registered = registry.certificate(
                        RegisteredCertificate.fingerprint(certificate), Purpose.TRANSPORT)
                .orElseThrow(
                        () -> new ProblemException(
                                ProblemCode.NOT_REGISTERED,
                                "The client certificate with serial number "
                                        + RegisteredCertificate.serialNumber(certificate)
                                        + " is not registered as a transport certificate of any Party. Ask the DCC to register it."));
        Party party = registry.party(registered.partyId()).orElseThrow();
        if (!party.enabled()) {
            throw new ProblemException(
                    ProblemCode.PARTY_DISABLED, "The Party '" + party.id() + "' is disabled. Ask the DCC.");
        }
        judge.objection(certificate).ifPresent(objection -> {
            throw objection;
        });
        return new Caller(party, registered);
    }

    /**
     * Identifies a caller again, as the registry and the transport PKI are now, and admits it again to its operation.
     *
     * @throws ProblemException as {@link #identify} does, and ROLE_REQUIRED
     */
    public Caller identifyAgain(Caller caller) {
        return identify(caller.certificate().certificate())
                .to(Objects.requireNonNull(caller.access(), "no operation has admitted this caller"));
    }

    /** Returns the registered signing certificate that a signature names (RFC 5652, 5.3). */
    public Optional<RegisteredCertificate> signer(SignerId id) {
        return id instanceof SignerId.IssuerAndSerial name
                ? registry.signer(name.issuer(), name.serialNumber())
                : registry.signer(((SignerId.SubjectKeyId) id).keyIdentifier());
    }

    /** Returns the registered signing certificate that is exactly this one. */
    public Optional<RegisteredCertificate> signer(X509Certificate certificate) {
        return registry.certificate(RegisteredCertificate.fingerprint(certificate), Purpose.SIGNING);
    }

    /** A certificate that signed an act earlier, even if retired since. */
    public Optional<X509Certificate> formerSigner(String sha256) {
        return registry.certificate(sha256, Purpose.SIGNING)
                .map(RegisteredCertificate::certificate)
                .or(() -> store.certificate(sha256));
    }

    /** Returns the signing certificates of a Party, the one that ends first first. */
    public List<RegisteredCertificate> signersOf(Party party) {
        return registry.signersOf(party.id());
    }

    /** Every active certificate, for anyone who watches expiry. */
    public void forEachCertificate(Consumer<RegisteredCertificate> action) {
        registry.certificates().forEach(action);
    }

    /** Returns all Parties, by their ids. */
    public List<Party> parties() {
        return registry.parties().stream()
                .sorted(Comparator.comparing(Party::id))
                .toList();
    }

    /** Returns the certificates of a Party that are for a purpose, the one that ends first first. */
    public List<RegisteredCertificate> certificatesOf(Party party, Purpose purpose) {
        return registry.certificates().stream()
                .filter(each -> each.partyId().equals(party.id()) && each.purpose() == purpose)
                .sorted(Comparator.comparing(each -> each.certificate().getNotAfter()))
                .toList();
    }

    public Optional<Party> party(String id) {
        return registry.party(id);
    }

    /** Loads the registry again if it has changed. Cheap when it has not; to be called every few seconds. */
    public void refresh() {
        if (store.version() != registry.version()) {
            registry = store.load();
            registry.sharedUserIds()
                    .forEach((userId, parties) -> LOG.error(
                            "the User ID {} belongs to several Parties, {}: take it from all but one by 'parties import'",
                            userId,
                            parties));
            onChange.run();
        }
    }
}
