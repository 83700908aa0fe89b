package org.adtgateway.checks.fileformat;

/** The kinds of file that a User sends to the DCC (SEC Appendix AA). */
public enum FileType {
    /** Anomaly Detection Thresholds File. */
    ADT("adt-1.json"),
    /** Quarantined Communications Action File, which MP109 calls the Exit Quarantine file. */
    EXIT_QUARANTINE("exit-quarantine-1.json");

    private final String documentName;

    FileType(String documentName) {
        this.documentName = documentName;
    }

    /** Returns the file name of the format document, in the bundled folder or the one that replaces it. */
    String documentName() {
        return documentName;
    }
}
