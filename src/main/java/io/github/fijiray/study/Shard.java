package io.github.fijiray.study;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One of several equal parts of a study, for one machine or job of several.
 *
 * @param index from 1
 * @param count number of parts
 */
public record Shard(int index, int count) {

	public static final Shard ALL = new Shard(1, 1);

	private static final Pattern TEXT = Pattern.compile("(\\d{1,6})\\s*/\\s*(\\d{1,6})");

	/** @throws IllegalArgumentException unless the index is from 1 to the count */
	public Shard {
		if (index < 1 || index > count) throw new IllegalArgumentException("The parameter 'shard' is " + index + "/" +
			count + "; expected i/n with i from 1 to n, as in 3/8.");
	}

	/**
	 * @param text as in {@code 3/8}; blank for all
	 * @throws IllegalArgumentException if it does not read so
	 */
	public static Shard parse(String text) {
		if (text == null || text.isBlank()) return ALL;
		Matcher matcher = TEXT.matcher(text.strip());
		if (!matcher.matches()) throw new IllegalArgumentException("The parameter 'shard' is '" + text +
			"'; expected i/n with i from 1 to n, as in 3/8, or nothing for all.");
		return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
	}

	/** Every {@code count}-th item, so that all parts have their share of each class. */
	public <T> List<T> of(List<T> items) {
		return IntStream.range(0, items.size()).filter(i -> i % count == index - 1).mapToObj(items::get).toList();
	}

	public boolean isAll() {
		return count == 1;
	}

	@Override
	public String toString() {
		return index + "/" + count;
	}
}
