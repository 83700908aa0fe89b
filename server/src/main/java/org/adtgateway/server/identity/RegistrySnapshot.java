package org.adtgateway.server.identity;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.adtgateway.server.identity.RegisteredCertificate.Purpose;

/** One state of the registry, immutable: all Parties and their certificates, by whatever they are looked up. */
final class RegistrySnapshot {
    static final RegistrySnapshot EMPTY = new RegistrySnapshot(-1, List.of(), List.of());

    private record IssuerAndSerial(X500Principal issuer, BigInteger serial) {}

    private final long version;
    private final Map<String, Party> parties = new HashMap<>();
    private final Map<String, RegisteredCertificate> byFingerprint = new HashMap<>();
    private final Map<IssuerAndSerial, RegisteredCertificate> signersByIssuerAndSerial = new HashMap<>();
    private final Map<String, RegisteredCertificate> signersByKeyIdentifier = new HashMap<>();
    private final Map<String, List<RegisteredCertificate>> signersByParty;

    RegistrySnapshot(long version, Collection<Party> parties, Collection<RegisteredCertificate> certificates) {
        this.version = version;
        parties.forEach(party -> this.parties.put(party.id(), party));
        for (RegisteredCertificate each : certificates) {
            byFingerprint.put(each.sha256(), each);
            if (each.purpose() == Purpose.SIGNING) {
                signersByIssuerAndSerial.put(key(each.certificate()), each);
                // a certificate renewed with its key has the same identifier; both name that key, and the newer one
                // stands
                each.subjectKeyIdentifier()
                        .ifPresent(id -> signersByKeyIdentifier.merge(
                                id, each, (one, other) -> end(one).isAfter(end(other)) ? one : other));
            }
        }
        this.signersByParty = certificates.stream()
                .filter(each -> each.purpose() == Purpose.SIGNING)
                .sorted(Comparator.comparing(each -> each.certificate().getNotAfter()))
                .collect(Collectors.groupingBy(RegisteredCertificate::partyId));
    }

    private static Instant end(RegisteredCertificate certificate) {
        return certificate.certificate().getNotAfter().toInstant();
    }

    private static IssuerAndSerial key(X509Certificate certificate) {
        return new IssuerAndSerial(certificate.getIssuerX500Principal(), certificate.getSerialNumber());
    }

    long version() {
        return version;
    }

    Optional<Party> party(String id) {
        return Optional.ofNullable(parties.get(id));
    }

    Collection<Party> parties() {
        return parties.values();
    }

    /** Returns the User IDs that several Parties have, which a registry of an earlier version may hold, each with the ids of these Parties. */
    Map<String, List<String>> sharedUserIds() {
        Map<String, List<String>> owners = new TreeMap<>();
        parties.values()
                .forEach(party -> party.userIds()
                        .forEach(userId -> owners.computeIfAbsent(userId, none -> new ArrayList<>())
                                .add(party.id())));
        owners.values().removeIf(ids -> ids.size() < 2);
        return owners;
    }

    Optional<RegisteredCertificate> certificate(String fingerprint, Purpose purpose) {
        return Optional.ofNullable(byFingerprint.get(fingerprint)).filter(c -> c.purpose() == purpose);
    }

    /** Returns the signing certificates of a Party, the one that ends first first. */
    List<RegisteredCertificate> signersOf(String partyId) {
        return signersByParty.getOrDefault(partyId, List.of());
    }

    Optional<RegisteredCertificate> signer(X500Principal issuer, BigInteger serial) {
        return Optional.ofNullable(signersByIssuerAndSerial.get(new IssuerAndSerial(issuer, serial)));
    }

    Optional<RegisteredCertificate> signer(String subjectKeyIdentifier) {
        return Optional.ofNullable(signersByKeyIdentifier.get(subjectKeyIdentifier));
    }

    Collection<RegisteredCertificate> certificates() {
        return byFingerprint.values();
    }
}
