package org.adtgateway.server.fileformat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A closed list of words, found by their bytes without making a string. */
final class Vocabulary {
    private final byte[][] words;
    /** By hash, the place of a word in the list plus 1; 0 where there is none. */
    private final int[] slots;

    Vocabulary(List<String> words) {
        this.words = words.stream()
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.slots = new int[Integer.highestOneBit(Math.max(8, words.size())) * 4];
        for (int place = 0; place < this.words.length; place++) {
            byte[] word = this.words[place];
            int slot = slot(word, 0, word.length);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = place + 1;
        }
    }

    /** The place of the word in the list, from 0; -1 if it is not there. */
    int find(byte[] bytes, int from, int to) {
        int slot = slot(bytes, from, to);
        while (slots[slot] != 0) {
            byte[] word = words[slots[slot] - 1];
            if (Arrays.equals(word, 0, word.length, bytes, from, to)) {
                return slots[slot] - 1;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return -1;
    }

    private int slot(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ (hash >>> 15)) & (slots.length - 1);
    }
}
