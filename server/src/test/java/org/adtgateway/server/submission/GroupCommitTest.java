package org.adtgateway.server.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GroupCommitTest {
    private static final int LARGEST = 4;

    private final List<List<Integer>> groups = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch firstIsBeingStored = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    private final GroupCommit<Integer, String> commit =
            new GroupCommit<>(this::store, IllegalArgumentException.class::isInstance, LARGEST);

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @Test
    void oneThatComesAloneIsStoredAtOnce() {
        goOn.countDown();

        assertThat(commit.store(1)).isEqualTo("stored 1");
        assertThat(commit.store(2)).isEqualTo("stored 2");

        assertThat(groups).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void thoseWhoComeMeanwhileAreStoredTogether_upToALargestGroup() throws Exception {
        List<CompletableFuture<String>> results = whileAnotherIsBeingStored(List.of(1, 2, 3, 4, 5, 6));

        assertThat(results).allSatisfy(each -> assertThat(each.get()).startsWith("stored "));
        assertThat(groups).hasSize(3);
        assertThat(groups.get(1)).hasSize(LARGEST);
        assertThat(groups.get(2)).hasSize(2);
        assertThat(groups.stream().flatMap(List::stream)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void oneThatCannotBeStoredDoesNotTakeTheOthersWithIt() throws Exception {
        List<CompletableFuture<String>> results = whileAnotherIsBeingStored(List.of(1, -2, 3));

        assertThat(results.get(0).get()).isEqualTo("stored 1");
        assertThatThrownBy(results.get(1)::get).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(results.get(2).get()).isEqualTo("stored 3");
    }

    @Test
    void aFailureOfTheDatabaseBefallsAllAlike_andTheNextAreStored() throws Exception {
        List<CompletableFuture<String>> results = whileAnotherIsBeingStored(List.of(1, 99, 3));

        assertThat(results)
                .allSatisfy(each -> assertThatThrownBy(each::get).hasCauseInstanceOf(IllegalStateException.class));
        assertThat(groups).as("nobody is tried twice").hasSize(2);
        assertThat(commit.store(4)).isEqualTo("stored 4");
    }

    @Test
    void nobodyIsForgottenOrStoredTwice_howeverManyComeAtOnce() throws Exception {
        goOn.countDown();

        List<CompletableFuture<List<String>>> results = IntStream.range(0, 16)
                .mapToObj(caller -> CompletableFuture.supplyAsync(
                        () -> IntStream.range(0, 2_000)
                                .mapToObj(n -> commit.store(1_000 + caller * 2_000 + n))
                                .toList(),
                        callers))
                .toList();

        for (int caller = 0; caller < 16; caller++) {
            int first = 1_000 + caller * 2_000;
            assertThat(results.get(caller).get())
                    .isEqualTo(IntStream.range(first, first + 2_000)
                            .mapToObj(n -> "stored " + n)
                            .toList());
        }
        assertThat(groups.stream().flatMap(List::stream))
                .doesNotHaveDuplicates()
                .hasSize(32_000);
    }

    /** Lets some come, one after the other, while 0 is being stored. */
    private List<CompletableFuture<String>> whileAnotherIsBeingStored(List<Integer> acts) throws Exception {
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> commit.store(0), callers);
        firstIsBeingStored.await();
        List<CompletableFuture<String>> results = new ArrayList<>();
        for (int act : acts) {
            results.add(CompletableFuture.supplyAsync(() -> commit.store(act), callers));
        }
        while (commit.waiting() < acts.size()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        goOn.countDown();
        assertThat(first.get()).isEqualTo("stored 0");
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .exceptionally(ignored -> null)
                .join();
        return results;
    }

    /** A database that refuses what is negative, and is away for 99. */
    private List<String> store(List<Integer> group) {
        groups.add(List.copyOf(group));
        firstIsBeingStored.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (group.stream().anyMatch(each -> each < 0)) {
            throw new IllegalArgumentException();
        }
        if (group.contains(99)) {
            throw new IllegalStateException();
        }
        return group.stream().map(each -> "stored " + each).toList();
    }
}
