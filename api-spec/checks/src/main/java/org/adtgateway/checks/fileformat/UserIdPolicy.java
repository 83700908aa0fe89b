package org.adtgateway.checks.fileformat;

import java.util.SortedSet;

/** The User IDs that the signer may act for, and which of them a file has named. */
interface UserIdPolicy {
    /** Returns whether the signer may act for it, which is kept in mind. */
    boolean permits(long bits);

    /** Returns those that the file has named, of the permitted ones, in upper case. */
    SortedSet<String> named();

    /** Names the permitted ones, as a sentence. */
    String describe();
}
