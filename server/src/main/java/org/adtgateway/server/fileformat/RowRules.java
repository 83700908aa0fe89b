package org.adtgateway.server.fileformat;

/** The rules of a file type across the columns and rows of one file. */
interface RowRules {
    /** Judges a row whose columns have been judged each for itself; reports what it finds. */
    void check(Row row);
}
