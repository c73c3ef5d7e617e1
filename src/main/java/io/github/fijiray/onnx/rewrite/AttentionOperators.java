package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Map;

/**
 * Attention, as of opset 23 and as ONNX Runtime's optimiser fuses it (domain {@code com.microsoft}): over all tokens at
 * once, without a past.
 */
final class AttentionOperators {

	private AttentionOperators() {}

	static void enter(Map<String, Decomposition> table) {
		table.put("Attention", AttentionOperators::standard);
		table.put("com.microsoft.Attention", AttentionOperators::packed);
		table.put("com.microsoft.MultiHeadAttention", AttentionOperators::multiHead);
	}

	/** Inputs query, key and value, [N,T,H·d] if the attributes say how many heads there are, else [N,H,T,d]; and mask. */
	private static void standard(Composite n) throws ModelException {
		n.refuseIn(4, "past_key");
		n.refuseIn(6, "nonpad_kv_seqlen");
		n.refuse("is_causal");
		for (int output = 1; output < 4; output++)
			n.refuseOut(output);
		if (n.node().real("softcap", 0) != 0) throw new ModelException("its attribute softcap is not supported");
		boolean joined = n.node().has("q_num_heads");
		long count = n.node().integer("q_num_heads", 1);
		if (joined && n.node().integer("kv_num_heads", count) != count) throw new ModelException(
			"it has more heads for queries than for keys and values, which is not supported");
		Value[] parts = new Value[3];
		for (int i = 0; i < 3; i++)
			parts[i] = joined ? heads(n.in(i), count) : n.in(i);
		Value attended = attended(n, parts[0], parts[1], parts[2], 3);
		n.out(joined ? tokens(attended) : attended);
	}

	/** Inputs x [N,T,C], weights [C,3H] and bias [3H] of queries, keys and values. */
	private static void packed(Composite n) throws ModelException {
		n.refuseIn(3, "mask_index");
		n.refuseIn(4, "past");
		n.refuse("unidirectional");
		n.refuse("do_rotary");
		n.refuseOut(1);
		if (n.node().has("qkv_hidden_sizes")) throw new ModelException("its attribute qkv_hidden_sizes is not supported");
		Value all = n.in(0).matmul(n.in(1));
		if (n.hasIn(2)) all = all.plus(n.in(2));
		Value parts = all.reshape(0, 0, 3, n.node().integer("num_heads", 1), -1);
		n.out(tokens(attended(n, part(n, parts, 0), part(n, parts, 1), part(n, parts, 2), 5)));
	}

	private static Value part(Composite n, Value parts, int index) {
		return heads(parts.slice(2, index, index + 1, 1), n.node().integer("num_heads", 1));
	}

	/** Inputs query [N,T,C], key and value [N,S,C], and bias [3C]. */
	private static void multiHead(Composite n) throws ModelException {
		if (!n.hasIn(1) || !n.hasIn(2)) throw new ModelException("its packed queries, keys and values are not supported");
		n.refuseIn(4, "key_padding_mask");
		n.refuseIn(6, "past_key");
		n.refuse("unidirectional");
		n.refuseOut(1);
		Value[] parts = new Value[3];
		for (int i = 0; i < 3; i++)
			parts[i] = heads(n.hasIn(3) ? n.in(i).plus(n.in(3).reshape(3, -1).slice(0, i, i + 1, 1)) : n.in(i), n.node()
				.integer("num_heads", 1));
		n.out(tokens(attended(n, parts[0], parts[1], parts[2], 5)));
	}

	/** [N,T,H·d] as [N,H,T,d]. */
	private static Value heads(Value value, long count) {
		return value.reshape(0, 0, count, -1).transpose(0, 2, 1, 3);
	}

	/** [N,H,T,d] as [N,T,H·d]. */
	private static Value tokens(Value value) {
		return value.transpose(0, 2, 1, 3).reshape(0, 0, -1);
	}

	/** softmax(q kᵀ scale + bias) v, of each head. */
	private static Value attended(Composite n, Value q, Value k, Value v, int bias) throws ModelException {
		float scale = n.node().real("scale", 0);
		Value product = q.matmul(k.transpose(0, 1, 3, 2));
		Value scores = scale != 0 ? product.times(n.scalar(scale)) : product.over(q.shape().slice(0, -1, Long.MAX_VALUE, 1)
			.cast(ElementType.FLOAT).root());
		if (n.hasIn(bias)) scores = scores.plus(n.in(bias));
		Value weights = n.emit("Softmax", scores).with("axis", -1).output();
		return weights.matmul(v);
	}
}
