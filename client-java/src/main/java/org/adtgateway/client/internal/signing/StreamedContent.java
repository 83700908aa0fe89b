package org.adtgateway.client.internal.signing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.cms.CMSTypedData;

/** Passes on the bytes to sign, which are read once and never all in memory. */
public final class StreamedContent implements CMSTypedData {
    private static final int BUFFER = 64 * 1024;

    private final InputStream in;

    public StreamedContent(InputStream in) {
        this.in = in;
    }

    @Override
    public ASN1ObjectIdentifier getContentType() {
        return CMSObjectIdentifiers.data;
    }

    /** Throws its own exception when reading fails: the generator would wrap it like a failure to sign. */
    @Override
    public void write(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = read(buffer); count >= 0; count = read(buffer)) {
            out.write(buffer, 0, count);
        }
    }

    private int read(byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new ReadFailure(e);
        }
    }

    @Override
    public Object getContent() {
        return in;
    }

    /** Reports a failure to read. */
    public static final class ReadFailure extends RuntimeException {
        private final transient IOException reason;

        ReadFailure(IOException reason) {
            super(reason);
            this.reason = reason;
        }

        public IOException reason() {
            return reason;
        }
    }
}
