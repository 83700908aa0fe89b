package org.adtgateway.client;

import org.adtgateway.client.internal.signing.Sha256;

/** Answers as the contract has them. */
public final class TestJson {
    /** The digest that everything here has. */
    public static final String SHA256 = "ab".repeat(32);

    private TestJson() {}

    public static String submission(String id, String status) {
        return """
                {"id":"%s","partyId":"northern-power","fileType":"ADT","status":"%s","version":1,"fileSize":33,\
                "fileSha256":"abababababababababababababababababababababababababababababababab","signatureSha256":"abababababababababababababababababababababababababababababababab","rowCount":1,"userIds":["70-B3-D5-1F-30-00-A0-01"],\
                "signer":{"issuer":"CN=CA","serialNumber":"0A","subject":"CN=s","sha256":"abababababababababababababababababababababababababababababababab"},\
                "signingTime":"2026-11-23T08:59:00Z","receivedAt":"2026-11-23T09:00:00.123456Z",\
                "changedAt":"2026-11-23T09:00:00.123456Z"}""".formatted(id, status);
    }

    public static String sha256(byte[] bytes) {
        return Sha256.hex(bytes);
    }

    public static String event(String cursor) {
        return """
                {"cursor":"%s","type":"CLAIMED","submissionId":"s-1","partyId":"northern-power","fileType":"ADT",\
                "fromStatus":"RECEIVED","toStatus":"PROCESSING","version":2,"occurredAt":"2026-11-23T09:00:00Z",\
                "actor":{"partyId":"dcc","certificateSha256":"abababababababababababababababababababababababababababababababab","certificateSubject":"CN=dcc"}}""".formatted(cursor);
    }

    public static String report() {
        return """
                {"accepted":false,"fileType":"ADT","fileSha256":"abababababababababababababababababababababababababababababababab","fileSize":33,\
                "format":{"name":"adt","version":"1"},"rowCount":1,\
                "violations":[{"line":2,"code":"X","message":"Fix it","severity":"ERROR"}],\
                "totals":{"errors":1,"warnings":0,"byCode":[{"code":"X","severity":"ERROR","count":1}]}}""";
    }

    public static String me() {
        String certificate = """
                {"subject":"CN=t","issuer":"CN=CA","serialNumber":"0A","sha256":"abababababababababababababababababababababababababababababababab",\
                "notBefore":"2026-01-01T00:00:00Z","notAfter":"2027-09-19T00:00:00Z","daysLeft":300}""";
        return """
                {"partyId":"northern-power","name":"Northern Power","roles":["SUPPLIER"],"fileTypes":["ADT"],\
                "userIds":["70-B3-D5-1F-30-00-A0-01"],"transportCertificate":%s,"signingCertificates":[%s],\
                "limits":{"maxFileBytes":67108864,"maxSignatureBytes":65536,"maxRows":1000000,"maxViolations":1000,\
                "maxPageSize":200,"maxWaitSeconds":60,"signingTimeMaxAgeSeconds":604800,\
                "signingTimeMaxAheadSeconds":300,"concurrentDownloads":32,"pollsPerSecond":50},"serverTime":"2026-11-23T09:00:00Z","serverVersion":"0.1.0"}""".formatted(certificate, certificate);
    }
}
