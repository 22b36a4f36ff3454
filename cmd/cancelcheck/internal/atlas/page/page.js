"use strict";
// The page has four parts: the filters decide which spawns there are, the
// picture and the tree show them, and the detail shows the chain of one. Only
// the rows in sight are in the document, so that thousands of spawns scroll
// like ten. Texts are set as text, never as markup.
(() => {
	const { map, links } = JSON.parse(document.getElementById("data").textContent);
	const verdicts = ["managed", "stopped", "joined", "short", "loose", "unknown"];
	const meaning = {
		managed: "something stops it, and somebody waits for it",
		stopped: "something stops it, nobody waits",
		joined: "somebody waits, nothing is seen to stop it",
		short: "it ends by itself, nobody waits",
		loose: "nothing stops it, and nobody waits",
		unknown: "what it runs is not in sight",
	};
	const $ = (id) => document.getElementById(id);
	const plural = (n, noun) => n.toLocaleString("en") + " " + noun + (n === 1 ? "" : "s");

	function h(tag, props, ...children) {
		const e = document.createElement(tag);
		for (const [k, v] of Object.entries(props || {})) {
			if (v === undefined || v === null || v === false) continue;
			if (k === "on") for (const [type, f] of Object.entries(v)) e.addEventListener(type, f);
			else e.setAttribute(k, v === true ? "" : v);
		}
		e.append(...children.flat().filter((c) => c !== undefined && c !== null && c !== false));
		return e;
	}

	// The model: packages, owners and spawns as nodes, each with its parent.
	const nodes = [];
	function node(kind, parent, data) {
		const n = { id: "n" + nodes.length, kind, parent, data, children: [], open: false };
		nodes.push(n);
		if (parent) parent.children.push(n);
		return n;
	}
	const packages = map.packages.map((p) => {
		const top = node("package", null, p);
		for (const o of p.owners) {
			const owner = node("owner", top, o);
			owner.open = true;
			for (const s of o.spawns) {
				const n = node("spawn", owner, s);
				n.text = [p.path, o.name, s.kind, s.func, s.body, s.at.file + ":" + s.at.line, s.verdict,
					s.generated ? "generated" : "", ...[...s.stops, ...s.joins].map((m) => m.kind + " " + m.what + " " + m.in)].join("\n").toLowerCase();
			}
		}
		return top;
	});
	const spawns = nodes.filter((n) => n.kind === "spawn");
	if (spawns.length <= 200) packages.forEach((p) => (p.open = true));

	// The filters.
	const filter = { words: [], verdicts: new Set(verdicts), kind: "", package: null, seen: false };
	function matches(n) {
		const s = n.data;
		return filter.verdicts.has(s.verdict) && (!filter.kind || s.kind === filter.kind) && (!filter.seen || s.goroutines !== null) &&
			(!filter.package || n.parent.parent === filter.package) && filter.words.every((w) => n.text.includes(w));
	}

	function tally(n) {
		n.counts = Object.fromEntries(verdicts.map((v) => [v, 0]));
		n.shown = 0;
		n.goroutines = 0;
		for (const c of n.children) {
			if (c.kind === "spawn") {
				c.shown = matches(c) ? 1 : 0;
				c.goroutines = c.data.goroutines ? c.data.goroutines.count : 0;
				n.counts[c.data.verdict] += c.shown;
			} else {
				tally(c);
				for (const v of verdicts) n.counts[v] += c.counts[v];
			}
			n.shown += c.shown;
			if (c.shown) n.goroutines += c.goroutines;
		}
	}

	// The tree.
	const tree = $("tree"), rows = $("rows"), height = 26, extra = 8;
	let list = [], active = null;
	function flatten() {
		list = [];
		const all = filter.words.length > 0; // what was searched for is shown
		const visit = (children, level) => {
			const kept = children.filter((c) => c.shown);
			kept.forEach((n, i) => {
				Object.assign(n, { level, of: kept.length, pos: i + 1, index: list.length });
				list.push(n);
				if (n.open || all) visit(n.children, level + 1);
			});
		};
		visit(packages, 1);
		if (!active || list[active.index] !== active) active = list[0] || null;
		rows.style.height = list.length * height + "px";
		draw();
	}

	function bar(counts, width) {
		return h("span", { class: "bar", style: "width:" + width }, verdicts.filter((v) => counts[v]).map((v) =>
			h("span", { class: v, style: "flex-grow:" + counts[v], title: counts[v] + " " + v })));
	}

	function goroutines(n) { return n > 0 && h("span", { class: "tag hot" }, plural(n, "goroutine")); }

	function row(n) {
		const d = n.data, open = n.kind !== "spawn" && (n.open || filter.words.length > 0);
		const content = {
			package: () => [h("span", { class: "grow" }, d.path), goroutines(n.goroutines), bar(n.counts, "90px"), h("span", { class: "soft" }, plural(n.shown, "spawn"))],
			owner: () => [h("span", { class: "grow" }, d.name || "functions"), goroutines(n.goroutines), h("span", { class: "soft" }, String(n.shown))],
			spawn: () => [
				h("span", { class: "dot " + d.verdict }), h("span", { class: "word " + d.verdict }, d.verdict),
				h("span", { class: "grow" }, d.kind + " " + d.body, h("span", { class: "soft" }, ", in " + d.func)),
				goroutines(n.goroutines), d.repeats && h("span", { class: "tag" }, "repeats"), d.generated && h("span", { class: "tag" }, "generated"),
				h("code", { class: "soft" }, d.at.file.split("/").pop() + ":" + d.at.line)],
		}[n.kind]();
		return h("div", {
			id: n.id, class: "row " + n.kind + (n === active ? " active" : ""), role: "treeitem", "aria-level": n.level, "aria-setsize": n.of, "aria-posinset": n.pos,
			"aria-expanded": n.kind === "spawn" ? null : String(open), "aria-selected": String(n === active),
			style: `top:${n.index * height}px;padding-left:${n.level * 16 - 4}px`,
			on: { click: () => { activate(n); if (n.kind !== "spawn") fold(n, !n.open); } },
		}, n.kind === "spawn" ? null : h("span", { class: "twist", "aria-hidden": "true" }, open ? "▾" : "▸"), content);
	}

	function draw() {
		const from = Math.max(0, Math.floor(tree.scrollTop / height) - extra);
		const to = Math.min(list.length, Math.ceil((tree.scrollTop + tree.clientHeight) / height) + extra);
		const part = list.slice(from, to);
		if (active && !part.includes(active)) part.push(active); // the tree's active descendant must exist
		rows.replaceChildren(...(list.length ? part.map(row) : [h("p", { class: "empty" }, "No spawn passes the filters.")]));
		if (active) tree.setAttribute("aria-activedescendant", active.id);
		else tree.removeAttribute("aria-activedescendant");
	}

	function activate(n) {
		if (!n) return;
		active = n;
		const top = n.index * height;
		if (top < tree.scrollTop) tree.scrollTop = top;
		if (top + height > tree.scrollTop + tree.clientHeight) tree.scrollTop = top + height - tree.clientHeight;
		draw();
		if (n.kind === "spawn") detail(n);
	}

	function fold(n, open) {
		n.open = open;
		flatten();
	}

	// The detail.
	function place(at, module, pkg) {
		if (!at) return null;
		const text = at.file + ":" + at.line + (at.column ? ":" + at.column : "");
		if (!links.template) return h("code", {}, text);
		const values = { file: at.file, line: at.line, column: at.column || 1, module, package: pkg };
		if (links.roots) values.path = /^(\/|[A-Za-z]:)/.test(at.file) ? at.file : (links.roots[module] || "") + "/" + at.file;
		const href = links.template.replace(/\{(\w+)\}/g, (all, k) => (k in values ? encodeURI(String(values[k])).replace(/[#?]/g, encodeURIComponent) : all));
		return h("a", { href, rel: "noreferrer" }, h("code", {}, text));
	}

	function block(b) {
		return h("li", {}, b.count + " ", h("b", {}, b.state || "in a state that the profile does not tell"), b.leaked && ", for ever",
			b.minutes > 0 && ", up to " + plural(b.minutes, "minute"), b.function && [" at ", h("code", {}, b.file + ":" + b.line), " in ", h("code", {}, b.function)]);
	}

	function detail(n) {
		const s = n.data, p = n.parent.parent.data, at = (pos) => place(pos, p.module, p.path);
		const marks = (title, marks, none) => [h("h3", {}, title), marks.length === 0 ? h("p", { class: "soft" }, none) : h("ol", {}, marks.map((m) =>
			h("li", {}, m.kind, " ", m.what && m.what !== m.kind ? h("b", {}, m.what) : null, m.in && [" in ", h("code", {}, m.in)], m.at && [" ", at(m.at)])))];
		const g = s.goroutines;
		$("detail").replaceChildren(...[
			h("h2", {}, s.kind + " " + s.body),
			h("p", {}, h("span", { class: "dot " + s.verdict }), h("span", { class: "word " + s.verdict }, s.verdict), ": " + meaning[s.verdict]),
			h("p", { class: "soft" }, [p.path, s.repeats && "repeats", s.generated && "generated"].filter(Boolean).join(" · ")),
			h("h3", {}, "Starts here"), h("p", {}, h("code", {}, s.func), " ", at(s.at)),
			h("h3", {}, "Runs"), h("p", {}, h("code", {}, s.body), " ", at(s.bodyAt) || h("span", { class: "soft" }, "not in this package")),
			marks("Stopped by", s.stops, "nothing seen"),
			marks("Joined by", s.joins, "nobody seen"),
			map.profile && h("h3", {}, "In the profile"),
			map.profile && (g ? [h("p", {}, plural(g.count, "goroutine"), g.sites > 1 && ", or from " + plural(g.sites - 1, "other spawn") + " with the same body"),
				h("ul", {}, g.blocks.map(block))] : h("p", { class: "soft" }, "no goroutine")),
		].flat(3).filter(Boolean));
	}

	// The picture.
	const mostBars = 300;
	function picture() {
		const all = packages.map((p) => p.data).sort((a, b) => b.totals.spawns - a.totals.spawns || (a.path < b.path ? -1 : 1));
		const most = all.length ? all[0].totals.spawns : 1;
		const byData = new Map(packages.map((p) => [p.data, p]));
		$("bars").replaceChildren(...all.slice(0, mostBars).map((p) => {
			const said = verdicts.filter((v) => p.totals.verdicts[v]).map((v) => p.totals.verdicts[v] + " " + v).join(", ");
			return h("button", { type: "button", "aria-pressed": "false", title: p.path + ": " + said, "aria-label": p.path + ": " + said, on: { click: (e) => {
				const on = filter.package !== byData.get(p);
				filter.package = on ? byData.get(p) : null;
				byData.get(p).open = true;
				for (const b of $("bars").querySelectorAll("button")) b.setAttribute("aria-pressed", String(on && b === e.currentTarget));
				apply();
			} } }, h("span", { class: "name" }, h("bdi", {}, p.path)), h("span", { class: "number" }, p.totals.spawns.toLocaleString("en")),
				h("span", { class: "track" }, bar(p.totals.verdicts, (100 * p.totals.spawns) / most + "%")));
		}), all.length > mostBars ? h("p", { class: "soft" }, "and " + plural(all.length - mostBars, "more package")) : "");
	}

	function strangers() {
		const p = map.profile;
		if (!p) return;
		$("seen").hidden = false;
		const said = `${plural(p.goroutines, "goroutine")} in the ${p.name} profile, ${p.matched.toLocaleString("en")} from ${plural(p.sites, "spawn")} of the map`;
		$("strangers").hidden = false;
		$("strangers").querySelector("summary").textContent = said + (p.unmatched.length ? "; the others:" : "");
		$("strangers").querySelector("div").replaceChildren(...p.unmatched.map((u) => h("div", {}, plural(u.count, "goroutine") + ": ",
			h("code", {}, u.runs || "no stack"), u.creator && [", created by ", h("code", {}, `${u.creator} ${u.file}:${u.line}`)], h("ul", {}, u.blocks.map(block)))));
	}

	function apply() {
		packages.forEach(tally);
		const shown = packages.reduce((n, p) => n + p.shown, 0);
		$("count").textContent = shown === spawns.length ? plural(shown, "spawn") : shown.toLocaleString("en") + " of " + plural(spawns.length, "spawn");
		for (const b of $("verdicts").children) b.setAttribute("aria-pressed", String(filter.verdicts.has(b.value)));
		flatten();
	}

	function search() {
		filter.words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
		tree.scrollTop = 0;
		active = null;
		apply();
	}

	function reset() {
		Object.assign(filter, { verdicts: new Set(verdicts), kind: "", package: null, seen: false });
		$("search").value = $("kind").value = "";
		$("only").checked = false;
		for (const b of $("bars").querySelectorAll("button")) b.setAttribute("aria-pressed", "false");
		search();
	}

	// The keys.
	const moves = {
		ArrowDown: () => list[active.index + 1],
		ArrowUp: () => list[active.index - 1],
		Home: () => list[0],
		End: () => list[list.length - 1],
		PageDown: () => list[Math.min(list.length - 1, active.index + Math.floor(tree.clientHeight / height))],
		PageUp: () => list[Math.max(0, active.index - Math.floor(tree.clientHeight / height))],
		ArrowRight: () => {
			if (active.kind === "spawn") return null;
			if (active.open || filter.words.length) return list[active.index + 1];
			fold(active, true);
		},
		ArrowLeft: () => {
			if (active.kind === "spawn" || !active.open || filter.words.length) return active.parent;
			fold(active, false);
		},
		Enter: () => {
			if (active.kind === "spawn") { detail(active); $("detail").focus(); } else fold(active, !active.open);
		},
	};
	moves[" "] = moves.Enter;
	tree.addEventListener("keydown", (e) => {
		if (!active || !moves[e.key] || e.ctrlKey || e.metaKey || e.altKey) return;
		e.preventDefault();
		activate(moves[e.key]());
	});
	document.addEventListener("keydown", (e) => {
		const typing = e.target.matches("input[type=search], select");
		if (e.key === "/" && !typing && !e.ctrlKey && !e.metaKey) {
			e.preventDefault();
			$("search").focus();
			$("search").select();
		} else if (e.key === "Escape") {
			if (e.target === $("search") && $("search").value) { $("search").value = ""; search(); }
			else tree.focus();
			e.preventDefault();
		} else if (e.target === $("search") && (e.key === "ArrowDown" || e.key === "Enter")) {
			e.preventDefault();
			tree.focus();
		}
	});

	let waiting = false;
	const later = () => {
		if (waiting) return;
		waiting = true;
		requestAnimationFrame(() => { waiting = false; draw(); });
	};
	tree.addEventListener("scroll", later);
	window.addEventListener("resize", later);
	$("picture").addEventListener("toggle", later);
	$("strangers").addEventListener("toggle", later);
	$("filters").addEventListener("submit", (e) => e.preventDefault());
	$("search").addEventListener("input", search);
	$("kind").addEventListener("change", () => { filter.kind = $("kind").value; apply(); });
	$("only").addEventListener("change", () => { filter.seen = $("only").checked; apply(); });
	$("reset").addEventListener("click", reset);

	for (const v of verdicts) {
		$("verdicts").append(h("button", { type: "button", value: v, class: v, title: meaning[v], on: { click: () => {
			if (!filter.verdicts.delete(v)) filter.verdicts.add(v);
			apply();
		} } }, h("span", { class: "dot" }), v + " " + map.totals.verdicts[v].toLocaleString("en")));
	}
	for (const k of [...new Set(spawns.map((n) => n.data.kind))].sort()) $("kind").append(h("option", { value: k }, k));
	$("totals").textContent = plural(map.totals.spawns, "spawn") + " in " + plural(map.packages.length, "package") +
		(map.errors.length ? ", and " + plural(map.errors.length, "error") + ": not everything could be analysed" : "");
	picture();
	strangers();
	apply();
})();
