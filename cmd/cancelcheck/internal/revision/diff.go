package revision

import (
	"regexp"
	"strconv"
	"strings"
)

// With no context, a hunk's second half is exactly the lines that are new. A
// hunk that only removes has none: no line can be blamed for what is gone.
var hunk = regexp.MustCompile(`^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@`)

// parse reads the output of git diff --unified=0. It counts the lines of each
// hunk, because source can look like a header.
func parse(diff []byte) map[string][]span {
	files := map[string][]span{}
	name := ""
	left := 0 // lines of the hunk
	for line := range strings.Lines(string(diff)) {
		line = strings.TrimSuffix(line, "\n")
		if left > 0 {
			if !strings.HasPrefix(line, `\`) { // no newline at the end of the file
				left--
			}
			continue
		}
		if strings.HasPrefix(line, "+++ ") {
			name = unquote(line[len("+++ "):])
			continue
		}
		first, count, removed, ok := parseHunk(line)
		if !ok || name == "" {
			continue
		}
		left = count + removed
		if count > 0 {
			files[name] = append(files[name], span{first, first + count - 1})
		}
	}
	return files
}

func parseHunk(line string) (first, count, removed int, ok bool) {
	m := hunk.FindStringSubmatch(line)
	if m == nil {
		return 0, 0, 0, false
	}
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if s == "" || err != nil {
			return 1 // what git leaves out
		}
		return n
	}
	return number(m[2]), number(m[3]), number(m[1]), true
}

// unquote takes b/ off, and the quotes of C that git puts around odd names: Go
// reads them the same way.
func unquote(s string) string {
	s = strings.TrimSuffix(s, "\t") // follows a name with spaces
	if strings.HasPrefix(s, `"`) {
		if plain, err := strconv.Unquote(s); err == nil {
			s = plain
		}
	}
	name, ok := strings.CutPrefix(s, "b/")
	if !ok {
		return "" // /dev/null
	}
	return name
}
