package org.adtgateway.server.audit;

import java.util.List;
import java.util.Objects;
import org.adtgateway.server.evidence.AuditDao;
import org.adtgateway.server.http.OrderCursor;
import org.adtgateway.server.http.OrderCursor.Order;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Reads each audit entry that the caller may see, once, in one order of all. Entries get their places when they are read, by one reader after the other:
 * an entry that was long in committing comes later, and so is never missed.
 */
public final class AuditTrail {
    /** Statements of one reading that give places; those who come after go on. */
    private static final int MAX_BATCHES = 20;

    private final Jdbi jdbi;

    public AuditTrail(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A page of entries.
     *
     * @param next from where to continue: after the last entry, or where the caller already was
     * @param more whether further entries are there already
     */
    record Page(List<AuditDao.Placed> entries, OrderCursor next, boolean more) {
        OrderCursor cursor(AuditDao.Placed entry) {
            return new OrderCursor(Order.AUDIT, next.epoch(), entry.place());
        }
    }

    /**
     * Reads a page.
     *
     * @param partyId whom the entries concern; null for all that the caller may see
     * @param after null for the beginning
     * @throws ProblemException FEED_RESTARTED for a cursor of entries that a restore of the database has lost
     */
    Page page(Caller caller, @Nullable String partyId, @Nullable OrderCursor after, int limit) {
        String visible = caller.visibleOwner();
        if (visible != null && partyId != null && !visible.equals(partyId)) {
            throw new ProblemException(
                    ProblemCode.INVALID_PARAMETER, "'partyId' must be '" + visible + "', the Party that you audit.");
        }
        giveOutPlaces();
        return read(Objects.requireNonNullElse(visible, Objects.requireNonNullElse(partyId, "")), after, limit);
    }

    private void giveOutPlaces() {
        boolean all = false;
        for (int batch = 0; batch < MAX_BATCHES && !all; batch++) {
            all = jdbi.inTransaction(handle -> {
                AuditDao dao = handle.attach(AuditDao.class);
                long before = dao.lockOrder();
                dao.place(AuditDao.BATCH);
                return dao.lastPlace() - before < AuditDao.BATCH;
            });
        }
    }

    private Page read(String partyId, @Nullable OrderCursor after, int limit) {
        long position = after == null ? -1 : after.position();
        return jdbi.withExtension(AuditDao.class, dao -> {
            String epoch = dao.epoch();
            if (after != null && !(after.epoch().equals(epoch) && position <= dao.lastPlace())) {
                throw new ProblemException(
                        ProblemCode.FEED_RESTARTED,
                        "The database was restored to an earlier point, and this cursor is of entries that it has lost. Read them from the "
                                + "beginning, without 'after', and skip those that you have.");
            }
            List<AuditDao.Placed> found = partyId.isEmpty()
                    ? dao.page(position, limit + 1)
                    : dao.pageOf(partyId, position, Long.MAX_VALUE, limit + 1);
            boolean more = found.size() > limit;
            List<AuditDao.Placed> entries = more ? found.subList(0, limit) : found;
            long last = entries.isEmpty()
                    ? position
                    : entries.get(entries.size() - 1).place();
            return new Page(entries, new OrderCursor(Order.AUDIT, epoch, last), more);
        });
    }
}
