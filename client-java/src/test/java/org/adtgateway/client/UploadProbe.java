package org.adtgateway.client;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.file.Path;

/** Signs and submits a large file in a small heap of its own, and prints the heap at idle and at the peak. */
public final class UploadProbe {
    private UploadProbe() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        Identity identity = Identity.pkcs12(folder.resolve("t.p12"), TestPki.PASSWORD);
        try (AdtGatewayClient client = AdtGatewayClient.builder()
                .address(URI.create(arguments[0]))
                .identity(identity)
                .trust(folder.resolve("ca.pem"))
                .build()) {
            SubmissionRequest small =
                    SubmissionRequest.adt(folder.resolve("t.p12"), "SMSR-1").signedBy(FileSigner.of(identity));
            client.submit(small);
            System.gc();
            long idle = used();
            for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
                pool.resetPeakUsage();
            }
            client.submit(
                    SubmissionRequest.adt(folder.resolve("large.csv"), "SMSR-1").signedBy(FileSigner.of(identity)));
            System.out.println("idle=" + idle + " peak=" + peak());
        }
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
