package org.adtgateway.checks.fileformat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicateFinderTest {
    private record Key(long a, long b, long c) {}

    private record Repetition(long firstPlace, long place) {}

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "2,1", "100,1", "5000,1", "5000,50", "300000,1000", "300000,2000000"})
    void tellRepeated_tellsOfEachRowWhoseKeyAnEarlierRowHas(int rows, int differentKeys) {
        Random random = new Random(rows);
        DuplicateFinder keys = new DuplicateFinder(random.nextLong());
        Map<Key, Long> firstPlaces = new HashMap<>();
        List<Repetition> expected = new ArrayList<>();
        for (long place = 0; place < rows; place++) {
            int number = random.nextInt(differentKeys);
            Key key = new Key(number & 1, number >>> 1 & 1, number >>> 2);
            Long first = firstPlaces.putIfAbsent(key, place);
            if (first != null) {
                expected.add(new Repetition(first, place));
            }
            keys.add(key.a, key.b, key.c, place);
        }
        List<Repetition> told = new ArrayList<>();

        keys.tellRepeated((a, b, c, firstPlace, place) -> told.add(new Repetition(firstPlace, place)));

        assertThat(told).isEqualTo(expected);
    }
}
