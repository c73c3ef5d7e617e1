// Sorts and filters the table of images, and opens the details of one.
const table = document.querySelector("table.items");
const dialog = document.getElementById("details");

function key(row, column) {
	const cell = row.cells[column];
	return "value" in cell.dataset ? cell.dataset.value : cell.textContent.trim();
}

// Empty ones last, numbers by size, words by the alphabet.
function compare(a, b, direction) {
	if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
	return direction * (isNaN(a) || isNaN(b) ? a.localeCompare(b, undefined, { numeric: true }) : a - b);
}

function sortBy(header) {
	const ascending = header.getAttribute("aria-sort") !== "ascending";
	for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
	header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
	const rows = [...table.tBodies[0].rows].map(row => [key(row, header.cellIndex), row]);
	rows.sort((a, b) => compare(a[0], b[0], ascending ? 1 : -1));
	table.tBodies[0].append(...rows.map(entry => entry[1]));
}

function filter() {
	const words = document.getElementById("find").value.toLowerCase();
	const tag = document.getElementById("show").value;
	const rows = [...table.tBodies[0].rows];
	for (const row of rows)
		row.hidden = !row.textContent.toLowerCase().includes(words) || tag !== "" && !row.dataset.tags.split(" ").includes(tag);
	document.getElementById("shown").textContent = rows.filter(row => !row.hidden).length + " of " + rows.length;
}

function open(row) {
	dialog.dataset.row = row.id;
	dialog.lastElementChild.replaceChildren(...[...row.querySelectorAll("template")].map(part => part.content.cloneNode(true)));
	if (!dialog.open) dialog.showModal();
}

// The next or previous row that is shown.
function step(direction) {
	const rows = [...table.tBodies[0].rows].filter(row => !row.hidden);
	const next = rows[rows.findIndex(row => row.id === dialog.dataset.row) + direction];
	if (next) open(next);
}

if (table) {
	for (const header of table.querySelectorAll("th[data-sort]")) header.addEventListener("click", () => sortBy(header));
	document.getElementById("find").addEventListener("input", filter);
	document.getElementById("show").addEventListener("change", filter);
	document.addEventListener("click", event => {
		const link = event.target.closest("a.open, a.card");
		if (!link) return;
		event.preventDefault();
		open(link.closest("tr") || document.getElementById("item-" + link.dataset.item));
	});
	dialog.addEventListener("keydown", event => {
		if (event.key === "ArrowRight") step(1);
		if (event.key === "ArrowLeft") step(-1);
	});
	filter();
}
