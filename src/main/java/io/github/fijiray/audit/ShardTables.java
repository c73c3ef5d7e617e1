package io.github.fijiray.audit;

import io.github.fijiray.imagej.WholeFile;
import io.github.fijiray.study.ResultTable;
import io.github.fijiray.study.Shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tables of an audit's shards, and how they become one. */
final class ShardTables {

	private final Path output;

	ShardTables(Path output) {
		this.output = output;
	}

	/** As in {@code audit-3of8}. */
	static String name(Shard shard) {
		return shard.isAll() ? Audit.TABLE : Audit.TABLE + "-" + shard.index() + "of" + shard.count();
	}

	/** @param items all of the study, in their order */
	int merge(List<AuditItem> items) throws IOException {
		List<Path> tables = tables();
		Path settings = ResultTable.settingsFile(tables.get(0));
		Map<String, String> rows = new HashMap<>();
		String header = null;
		for (Path table : tables) {
			requireSame(settings, ResultTable.settingsFile(table));
			List<String> lines = Files.readAllLines(table);
			header = lines.get(0);
			List<Map<String, String>> values = ResultTable.read(table);
			for (int i = 0; i < values.size(); i++)
				rows.put(values.get(i).get(ResultTable.ITEM), lines.get(i + 1));
		}
		List<String> missing = items.stream().map(AuditItem::id).filter(id -> !rows.containsKey(id)).toList();
		if (!missing.isEmpty()) throw new IOException(missing.size() + " of " + items.size() + " rows are missing in " +
			tables.stream().map(table -> table.getFileName().toString()).toList() + ", the first one is that of " + missing
				.get(0) + "; run all shards to their end before you merge them.");
		List<String> merged = new ArrayList<>(List.of(header));
		items.forEach(item -> merged.add(rows.get(item.id())));
		Path file = output.resolve(Audit.TABLE + ".csv");
		WholeFile.replace(ResultTable.settingsFile(file), unfinished -> Files.copy(settings, unfinished));
		WholeFile.replace(file, unfinished -> Files.writeString(unfinished, String.join("\n", merged) + "\n"));
		return items.size();
	}

	/** The only shard of one is the whole table. */
	private List<Path> tables() throws IOException {
		try (Stream<Path> files = Files.list(output)) {
			List<Path> tables = files.filter(file -> file.getFileName().toString().matches(Audit.TABLE +
				"-\\d+of\\d+\\.csv")).sorted().toList();
			Path whole = output.resolve(Audit.TABLE + ".csv");
			if (tables.isEmpty() && Files.exists(whole)) return List.of(whole);
			if (tables.isEmpty()) throw new IOException("There is no table of a shard in " + output +
				"; run the shards first, as with shard=1/8.");
			return tables;
		}
	}

	private static void requireSame(Path first, Path other) throws IOException {
		if (Files.mismatch(first, other) >= 0) throw new IOException("The shards were run with different settings: " +
			first + " and " + other + " differ; run them again with the same settings.");
	}
}
