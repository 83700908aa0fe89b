package org.adtgateway.server.submission;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.adtgateway.checks.fileformat.RequestId;
import org.jdbi.v3.core.Jdbi;

/**
 * Hashes Request IDs with a random key of the database, so that nobody can choose some that fall together. Its top bits choose the page of a file,
 * its low 48 bits stand there.
 */
public final class RequestIdHash {
    /** Bytes of a hash on a page. */
    static final int BYTES = 6;

    private final long first;
    private final long second;

    RequestIdHash(UUID key) {
        this.first = key.getMostSignificantBits();
        this.second = key.getLeastSignificantBits();
    }

    /** Loads the key, which never changes. */
    public static RequestIdHash of(Jdbi jdbi) {
        return new RequestIdHash(jdbi.withHandle(handle -> handle.createQuery("select key from request_id_key")
                .mapTo(UUID.class)
                .one()));
    }

    long of(RequestId id) {
        return of(id.originator(), id.target(), id.counter());
    }

    long of(long originator, long target, long counter) {
        return mix(mix(mix(first ^ originator) ^ second ^ target) ^ counter);
    }

    /** Returns what stands on a page. */
    static byte[] onPage(long hash) {
        byte[] bytes = new byte[BYTES];
        ByteBuffer.wrap(bytes).putShort((short) (hash >>> 32)).putInt((int) hash);
        return bytes;
    }

    /** Returns the page of a hash in a file of 2 to the power of {@code level} pages. */
    static int page(long hash, int level) {
        return level == 0 ? 0 : (int) (hash >>> (64 - level));
    }

    /** The finaliser of MurmurHash3: each bit of the input changes about half of the bits of the output. */
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }
}
