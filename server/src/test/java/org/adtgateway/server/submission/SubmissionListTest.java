package org.adtgateway.server.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.util.Duration;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.adtgateway.api.SubmissionCount;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.crypto.DigestAlgorithm;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.submission.SubmissionFilter.Criterion;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Schema;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What a list holds, and what it makes the database read, whichever filters are set. */
class SubmissionListTest {
    private static final int ALL = 60_000;
    private static final int LIMIT = 51;
    private static final String BUSY = "busy";
    private static final String SILENT = "silent";
    private static final String COMMON_USER = "70-B3-D5-1F-30-00-A0-01";
    private static final String RARE_USER = "70-B3-D5-1F-30-00-A0-02";
    private static final String UNKNOWN_USER = "70-B3-D5-1F-30-00-FF-FF";

    private static final String EARLY_SHIFT = "a".repeat(64);
    private static final String LATE_SHIFT = "b".repeat(64);
    private static final String REQUEST_ID = COMMON_USER + ":" + COMMON_USER + ":1";
    private static final String UNKNOWN_REQUEST_ID = COMMON_USER + ":" + COMMON_USER + ":2";
    /** Files far apart that name the first of these. */
    private static final List<UUID> NAMING = new ArrayList<>();

    private static final Map<UUID, String> CLAIMS = new HashMap<>();
    /** When the youngest of them was received. */
    private static Instant now = Instant.EPOCH;

    /** About a third of what is open is overdue. */
    private static final Deadlines DEADLINES =
            new Deadlines(Duration.seconds(2 * ALL / 3), Duration.seconds(2 * ALL / 3));

    private static Handle connection;

    /** Nearly all of one Party, of one type and completed; Exit Quarantine files and other states are few, withdrawn ones none. */
    @BeforeAll
    static void store() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(EmbeddedDatabase.create().url());
        Schema.migrate(database);
        connection = Jdbi.create(database).open();
        connection.useTransaction(handle -> {
            handle.execute("alter table submission drop constraint submission_signer_sha256_fkey");
            handle.execute("insert into party (id, name, enabled, roles, file_types, user_ids)"
                    + " values ('busy', 'B', true, '{}', '{}', '{}'), ('silent', 'S', true, '{}', '{}', '{}')");
            handle.execute("""
                    insert into submission (id, act, party_id, file_type, status, version, file_size, file_sha256, row_count, user_ids,
                        signature, signature_sha256, signer_issuer, signer_serial_number, signer_subject, signer_sha256,
                        signing_time, client_reference, service_request_reference, file_name, received_at, changed_at, warnings, receipt,
                        incident_reference, claimed_by, requests_indexed)
                    select gen_random_uuid(), sha256(n::text::bytea), case when n % 5000 = 0 then 'silent' else 'busy' end,
                           case when n % 3000 = 1 then 'EXIT_QUARANTINE' else 'ADT' end,
                           case when n % 2000 < 2 then 'RECEIVED' else 'COMPLETED' end,
                           1, 1, sha256(n::text::bytea), 1, case when n % 4000 = 7 then array[?, ?] else array[?] end,
                           '', sha256(('signature ' || n)::bytea), '', '', '', '', now(), case when n % 6000 = 9 then 'mine' end,
                           'SMSR-' || n, 'file-' || n || '.csv', now() - n * interval '1 s', now(),
                           '[]', '', case when n % 7000 = 3 then 'INC-1' end,
                           case when n % 2000 < 2 then null when n % 5000 = 0 then ? else ? end, true
                      from generate_series(1, ?) n
                    """, COMMON_USER, RARE_USER, COMMON_USER, LATE_SHIFT, EARLY_SHIFT, ALL);
        });
        connection.execute("vacuum analyze submission");
        now = connection
                .createQuery("select max(received_at) from submission")
                .mapTo(Instant.class)
                .one();
        connection
                .createQuery("select id from submission where file_name in ('file-9.csv', 'file-40001.csv')")
                .mapTo(UUID.class)
                .forEach(NAMING::add);
        connection
                .createQuery("select id, claimed_by from submission where claimed_by is not null")
                .map((row, context) -> CLAIMS.put(row.getObject(1, UUID.class), row.getString(2)))
                .list();
    }

    @AfterAll
    static void close() {
        connection.close();
    }

    @Test
    void aList_readsAFewRowsForEachOfItsOwn_whicheverFiltersAreSet() {
        for (SubmissionFilter filter : filters()) {
            Read read = read(filter);
            assertThat(read.looked())
                    .as("%s has %d", filter, read.found().size())
                    .isLessThan(20 * LIMIT);
        }
    }

    @Test
    void aList_holdsJustWhatPassesItsFilters_newestFirst() {
        List<Submission> everything = read(SubmissionFilter.of(null), ALL).found().stream()
                .sorted(Comparator.comparing(Submission::receivedAt)
                        .thenComparing(Submission::id)
                        .reversed())
                .toList();
        assertThat(everything).hasSize(ALL);
        for (SubmissionFilter filter : filters()) {
            List<Submission> expected = everything.stream()
                    .filter(each -> passes(filter, each))
                    .limit(LIMIT)
                    .toList();
            assertThat(read(filter).found())
                    .as("%s", filter)
                    .extracting(Submission::id)
                    .containsExactlyElementsOf(
                            expected.stream().map(Submission::id).toList());
        }
    }

    @Test
    void aPageFollowsTheOneBefore_withoutGapAndWithoutRepetition() {
        SubmissionFilter filter = SubmissionFilter.of(BUSY);
        List<Submission> hundred = read(filter, 100).found();
        List<Submission> first = read(filter, 40).found();
        List<Submission> second = read(filter.from(SubmissionFilter.cursorAfter(first.get(39))), 60)
                .found();
        List<UUID> both = new ArrayList<>(first.stream().map(Submission::id).toList());
        both.addAll(second.stream().map(Submission::id).toList());
        assertThat(both)
                .containsExactlyElementsOf(hundred.stream().map(Submission::id).toList());
    }

    private static List<SubmissionFilter> filters() {
        List<SubmissionFilter> all = new ArrayList<>();
        for (String owner : Arrays.asList(null, BUSY, SILENT)) {
            for (FileType type : Arrays.asList(null, FileType.ADT, FileType.EXIT_QUARANTINE)) {
                for (SubmissionStatus status : Arrays.asList(
                        null, SubmissionStatus.RECEIVED, SubmissionStatus.COMPLETED, SubmissionStatus.WITHDRAWN)) {
                    SubmissionFilter filter = SubmissionFilter.of(owner)
                            .with(Criterion.FILE_TYPE, type)
                            .with(Criterion.STATUS, status);
                    all.add(filter);
                    for (String userId : List.of(COMMON_USER, RARE_USER, UNKNOWN_USER)) {
                        all.add(filter.with(Criterion.USER_ID, userId));
                    }
                    all.add(filter.with(Criterion.CLIENT_REFERENCE, "mine"));
                    all.add(filter.with(Criterion.SERVICE_REQUEST_REFERENCE, "SMSR-40007"));
                    all.add(filter.with(Criterion.SERVICE_REQUEST_REFERENCE, "SMSR-none"));
                    all.add(filter.with(Criterion.FILE_NAME, "file-40007.csv"));
                    all.add(filter.with(Criterion.FILE_SHA256, sha256("40007")));
                    all.add(filter.with(Criterion.SIGNATURE_SHA256, sha256("signature 40007")));
                    all.add(filter.with(Criterion.INCIDENT_REFERENCE, "INC-1"));
                    all.add(filter.with(Criterion.OVERDUE, true));
                    all.add(filter.with(Criterion.OVERDUE, false));
                    all.add(filter.with(Criterion.OVERDUE, true).with(Criterion.USER_ID, RARE_USER));
                    for (String certificate : List.of(EARLY_SHIFT, LATE_SHIFT, "c".repeat(64))) {
                        all.add(filter.with(Criterion.CLAIMED_BY, certificate));
                        all.add(filter.with(Criterion.CLAIMED_BY, certificate).with(Criterion.USER_ID, RARE_USER));
                    }
                    // as the files that name a Request ID are found before
                    all.add(filter.with(Criterion.REQUEST_ID, REQUEST_ID).among(NAMING));
                    all.add(filter.with(Criterion.REQUEST_ID, UNKNOWN_REQUEST_ID)
                            .among(List.of()));
                }
            }
        }
        for (Criterion criterion : Criterion.values()) {
            assertThat(all)
                    .as("%s is tried", criterion)
                    .anyMatch(filter -> filter.criteria().containsKey(criterion)
                            || List.of(Criterion.RECEIVED_FROM, Criterion.RECEIVED_BEFORE, Criterion.PARTY_ID)
                                    .contains(criterion));
        }
        return all;
    }

    @Test
    void aCount_isThatOfTheList_upToItsEnd_andReadsNoMore() {
        List<Submission> everything = read(SubmissionFilter.of(null), ALL).found();
        for (SubmissionFilter filter : filters()) {
            Map<Kind, Long> expected = everything.stream()
                    .filter(each -> passes(filter, each))
                    .collect(Collectors.groupingBy(
                            each -> new Kind(each.fileType(), each.status()), Collectors.counting()));
            long before = looked(connection);
            List<SubmissionCount> counts = new SubmissionDao(connection).count(filter, filter.segments(DEADLINES, now));
            assertThat(looked(connection) - before).as("%s", filter).isLessThan(25_000);
            for (SubmissionCount count : counts) {
                long all = Objects.requireNonNullElse(expected.remove(new Kind(count.fileType(), count.status())), 0L);
                assertThat(count.count()).as("%s: %s", filter, count).isEqualTo((int) Math.min(10_000, all));
                assertThat(count.more()).as("%s: %s", filter, count).isEqualTo(all > 10_000);
            }
            assertThat(expected).as("%s", filter).isEmpty();
        }
    }

    private record Kind(FileType type, SubmissionStatus status) {}

    private static String sha256(String text) {
        return HexFormat.of().formatHex(DigestAlgorithm.SHA_256.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean passes(SubmissionFilter filter, Submission each) {
        if (filter.owner() != null && !filter.owner().equals(each.partyId())) {
            return false;
        }
        for (Map.Entry<Criterion, ?> entry : filter.criteria().entrySet()) {
            if (!passes(entry.getKey(), entry.getValue(), each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean passes(Criterion criterion, Object value, Submission each) {
        return switch (criterion) {
            case FILE_TYPE -> value == each.fileType();
            case STATUS -> value == each.status();
            case USER_ID -> each.userIds().contains(value.toString());
            case CLIENT_REFERENCE -> value.equals(each.clientReference());
            case SERVICE_REQUEST_REFERENCE -> value.equals(each.serviceRequestReference());
            case FILE_NAME -> value.equals(each.fileName());
            case FILE_SHA256 -> value.equals(each.fileSha256());
            case SIGNATURE_SHA256 -> value.equals(each.signatureSha256());
            case INCIDENT_REFERENCE -> value.equals(each.incidentReference());
            case CLAIMED_BY -> value.equals(CLAIMS.get(each.id()));
            case REQUEST_ID -> value.equals(REQUEST_ID) && NAMING.contains(each.id());
            case OVERDUE -> {
                Instant due = DEADLINES.dueAt(each);
                yield value.equals(due != null && due.isBefore(now));
            }
            case RECEIVED_FROM, RECEIVED_BEFORE, PARTY_ID -> throw new AssertionError("not tried here");
        };
    }

    /**
     * A page.
     *
     * @param looked rows that the database looked at for it
     */
    private record Read(List<Submission> found, long looked) {}

    private static Read read(SubmissionFilter filter) {
        return read(filter, LIMIT);
    }

    /** By the one connection, on which the driver would prepare a statement for any values once it has seen it a few times. */
    private static Read read(SubmissionFilter filter, int limit) {
        return connection.inTransaction(handle -> {
            long before = looked(handle);
            List<Submission> found = new SubmissionDao(handle).list(filter, filter.segments(DEADLINES, now), limit);
            return new Read(found, looked(handle) - before);
        });
    }

    private static long looked(Handle handle) {
        return handle.createQuery(
                        "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'submission'")
                .mapTo(long.class)
                .one();
    }
}
