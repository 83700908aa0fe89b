package org.adtgateway.checks.text;

import java.util.regex.Pattern;

/** Makes an address fit for a message: what stands before an {@code @} may be a password (RFC 3986, 7.5). */
public final class PrintableAddress {
    private static final Pattern USER_INFO = Pattern.compile("^([^/@]*//)?[^/]*@");
    /** As much as may belong to it where the address is malformed, or is a list. */
    private static final Pattern UP_TO_THE_LAST = Pattern.compile("^([^/@]*//)?.*@", Pattern.DOTALL);

    private PrintableAddress() {}

    /** Replaces a user and a password by asterisks, in one address or a list of them, well-formed or not. */
    public static String of(String address) {
        return UP_TO_THE_LAST.matcher(address).replaceFirst("$1***@");
    }

    /** Tells whether there is a user or a password in an address. */
    public static boolean hides(String address) {
        return USER_INFO.matcher(address).find();
    }
}
