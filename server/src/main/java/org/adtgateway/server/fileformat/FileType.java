package org.adtgateway.server.fileformat;

/** The kinds of file that a User sends to the DCC (SEC Appendix AA). */
public enum FileType {
    /** Anomaly Detection Thresholds File. */
    ADT,
    /** Quarantined Communications Action File, which MP109 calls the Exit Quarantine file. */
    EXIT_QUARANTINE
}
