package org.adtgateway.checks.certificate;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Principal;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CRLException;
import java.security.cert.Certificate;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Adds a grace to the nextUpdate of a revocation list, as path validation has no setting for it; all else is the list's own. It equals itself
 * only: path validation puts lists into sets, and the platform's hash goes over every byte of a list each time.
 */
final class CrlWithGrace extends X509CRL {
    private final X509CRL crl;
    private final Duration grace;

    CrlWithGrace(X509CRL crl, Duration grace) {
        this.crl = crl;
        this.grace = grace;
    }

    @Override
    public Date getNextUpdate() {
        return Date.from(crl.getNextUpdate().toInstant().plus(grace));
    }

    /** Returns when the list itself says that the next one comes. */
    Date nextUpdateWithoutGrace() {
        return crl.getNextUpdate();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public byte[] getEncoded() throws CRLException {
        return crl.getEncoded();
    }

    @Override
    public void verify(PublicKey key)
            throws CRLException, NoSuchAlgorithmException, InvalidKeyException, NoSuchProviderException,
                    SignatureException {
        crl.verify(key);
    }

    @Override
    public void verify(PublicKey key, String provider)
            throws CRLException, NoSuchAlgorithmException, InvalidKeyException, NoSuchProviderException,
                    SignatureException {
        crl.verify(key, provider);
    }

    @Override
    public int getVersion() {
        return crl.getVersion();
    }

    @Override
    @SuppressWarnings("deprecation")
    public Principal getIssuerDN() {
        return crl.getIssuerDN();
    }

    @Override
    public X500Principal getIssuerX500Principal() {
        return crl.getIssuerX500Principal();
    }

    @Override
    public Date getThisUpdate() {
        return crl.getThisUpdate();
    }

    @Override
    public @Nullable X509CRLEntry getRevokedCertificate(BigInteger serial) {
        return crl.getRevokedCertificate(serial);
    }

    @Override
    public @Nullable X509CRLEntry getRevokedCertificate(X509Certificate certificate) {
        return crl.getRevokedCertificate(certificate);
    }

    @Override
    public @Nullable Set<? extends X509CRLEntry> getRevokedCertificates() {
        return crl.getRevokedCertificates();
    }

    @Override
    public byte[] getTBSCertList() throws CRLException {
        return crl.getTBSCertList();
    }

    @Override
    public byte[] getSignature() {
        return crl.getSignature();
    }

    @Override
    public String getSigAlgName() {
        return crl.getSigAlgName();
    }

    @Override
    public String getSigAlgOID() {
        return crl.getSigAlgOID();
    }

    @Override
    public byte @Nullable [] getSigAlgParams() {
        return crl.getSigAlgParams();
    }

    @Override
    public boolean isRevoked(Certificate certificate) {
        return crl.isRevoked(certificate);
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return crl.hasUnsupportedCriticalExtension();
    }

    @Override
    public @Nullable Set<String> getCriticalExtensionOIDs() {
        return crl.getCriticalExtensionOIDs();
    }

    @Override
    public @Nullable Set<String> getNonCriticalExtensionOIDs() {
        return crl.getNonCriticalExtensionOIDs();
    }

    @Override
    public byte @Nullable [] getExtensionValue(String oid) {
        return crl.getExtensionValue(oid);
    }

    @Override
    public String toString() {
        return crl.toString();
    }
}
