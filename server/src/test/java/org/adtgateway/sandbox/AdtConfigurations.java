package org.adtgateway.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.adtgateway.testing.Gateway;

/** A configuration file of the {@code adt} command for each Party, beside its keys. */
final class AdtConfigurations {
    static final String NAME = "adt.properties";
    private static final String PASSWORD_FILE = "password.txt";

    private AdtConfigurations() {}

    static void writeTo(Gateway gateway) throws IOException {
        supplier(gateway, "northern-power");
        supplier(gateway, "western-gas");
        write(gateway, "dcc", "signer-trust = ../../signer-ca.pem\n");
    }

    private static void supplier(Gateway gateway, String party) throws IOException {
        write(gateway, party, """
                signing = signing.p12
                signing-password-file = %s
                user-ids = %s
                """.formatted(PASSWORD_FILE, String.join(", ", userIds(gateway, party))));
    }

    private static List<String> userIds(Gateway gateway, String party) {
        try (var client = gateway.client(party)) {
            return client.me().userIds();
        }
    }

    private static void write(Gateway gateway, String party, String more) throws IOException {
        Path folder = gateway.party(party);
        Files.writeString(folder.resolve(PASSWORD_FILE), Gateway.PASSWORD + "\n");
        Files.writeString(folder.resolve(NAME), """
                address = %s
                identity = transport.p12
                identity-password-file = %s
                trust = ../../server-ca.pem
                receipt-trust = ../../receipt-ca.pem
                """.formatted(gateway.url(), PASSWORD_FILE) + more);
    }
}
