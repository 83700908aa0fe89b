package org.adtgateway.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.adtgateway.testing.Gateway;

/**
 * The text of README.txt: what is in the folder, and commands to copy, run where the sandbox was started. Pasted together they work too, so no two
 * of them sign the same file with the same tool and key: in the same second, that would be the same act.
 */
final class Commands {
    private static final String BUILT = "client-java/adt/target";

    private final Path folder;
    private final Gateway gateway;
    private final Journey.Result journey;

    /** Shows commands with paths that begin at this folder. */
    Commands(Path folder, Gateway gateway, Journey.Result journey) {
        this.folder = folder;
        this.gateway = gateway;
        this.journey = journey;
    }

    String text() {
        boolean inCheckout = Files.isDirectory(Path.of(BUILT));
        return """

                In %1$s
                  server-ca.pem, receipt-ca.pem        trust these to call the API, and to check receipts
                  signer-ca.pem                        trust this to check the signatures of files, as the DCC does
                  parties/northern-power/              a supplier: transport.*, signing.* (ECDSA P-256), and signing-expired.*, -revoked.*, -unregistered.*
                  parties/western-gas/                 a supplier: transport.*, signing.* (RSA-2048)
                  parties/dcc/                         the operator: transport.*
                  parties/dcc-simulator/               another operator: the DCC that the sandbox plays, see below
                  parties/stranger/                    transport.* that nobody registered
                  files/                               sample files: valid ones, and one for each kind of fault (files/INDEX.txt)
                  server/                              its configuration, registry, CRLs and log
                  parties/PARTY/adt.properties         the settings of the adt command, for a Party
                Keys are .key (PKCS#8) and .p12 (password: sandbox).

                Copy and paste, in the folder where the sandbox was started:

                # who am I?
                curl -sS --cacert %1$s/server-ca.pem --cert %1$s/parties/northern-power/transport.pem --key %1$s/parties/northern-power/transport.key %2$s/v1/me

                # sign a file
                openssl cms -sign -binary -in %1$s/files/%5$s -signer %1$s/parties/western-gas/signing.pem -inkey %1$s/parties/western-gas/signing.key -outform DER -out %1$s/western.p7s

                # submit it
                curl -sS -i --cacert %1$s/server-ca.pem --cert %1$s/parties/western-gas/transport.pem --key %1$s/parties/western-gas/transport.key -F fileType=ADT -F file=@%1$s/files/%5$s -F signature=@%1$s/western.p7s -F serviceRequestReference=SMSR-000003 %2$s/v1/submissions

                # submit what the simulated DCC rejects; each reference asks it for something:
                %8$s
                openssl cms -sign -binary -in %1$s/files/%7$s -signer %1$s/parties/northern-power/signing.pem -inkey %1$s/parties/northern-power/signing.key -outform DER -out %1$s/northern.p7s
                curl -sS -i --cacert %1$s/server-ca.pem --cert %1$s/parties/northern-power/transport.pem --key %1$s/parties/northern-power/transport.key -F fileType=ADT -F file=@%1$s/files/%7$s -F signature=@%1$s/northern.p7s -F serviceRequestReference=SIM-REJECT %2$s/v1/submissions

                # the status of the journey's submission
                curl -sS --cacert %1$s/server-ca.pem --cert %1$s/parties/northern-power/transport.pem --key %1$s/parties/northern-power/transport.key %2$s/v1/submissions/%3$s

                # its receipt, checked without the server's help
                curl -sS --cacert %1$s/server-ca.pem --cert %1$s/parties/northern-power/transport.pem --key %1$s/parties/northern-power/transport.key -o %1$s/receipt.p7m %2$s/v1/submissions/%3$s/receipt
                openssl cms -verify -inform DER -in %1$s/receipt.p7m -CAfile %1$s/receipt-ca.pem

                # what the DCC polls
                curl -sS --cacert %1$s/server-ca.pem --cert %1$s/parties/dcc/transport.pem --key %1$s/parties/dcc/transport.key '%2$s/v1/submissions?status=RECEIVED'
                curl -sS --cacert %1$s/server-ca.pem --cert %1$s/parties/dcc/transport.pem --key %1$s/parties/dcc/transport.key '%2$s/v1/events?limit=3'

                # the same by the adt command, %9$s: a supplier checks and submits, the DCC collects
                unzip -qo %10$s -d %1$s && PATH=$(echo $PWD/%1$s/adt-*/bin):$PATH
                export ADT_CONFIG=%1$s/parties/northern-power/adt.properties
                adt check %1$s/files/%6$s
                adt submit %1$s/files/%7$s --sign --reference SMSR-000004
                adt list
                adt collect %1$s/collected --once --config %1$s/parties/dcc/adt.properties

                # a refusal
                curl -sS --cacert %1$s/server-ca.pem --cert %1$s/parties/stranger/transport.pem --key %1$s/parties/stranger/transport.key %2$s/v1/me
                """.formatted(
                        folder,
                        gateway.url(),
                        journey.completed(),
                        journey.withdrawn(),
                        JourneyFiles.WESTERN_ADT,
                        JourneyFiles.DAMAGED,
                        JourneyFiles.ADT,
                        Stream.of(SimulatedDcc.Behaviour.values())
                                .map(each -> "#   SIM-%-9s %s".formatted(each, each.text()))
                                .collect(Collectors.joining("\n")),
                        inCheckout ? "after a build" : "once its archive is in this folder",
                        inCheckout ? BUILT + "/adt-*.zip" : "adt-*.zip");
    }
}
