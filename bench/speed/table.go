package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// median of the values; the mean of the middle two if their number is even.
func median[T cmp.Ordered](values []T, mean func(a, b T) T) T {
	s := slices.Sorted(slices.Values(values))
	if n := len(s); n%2 == 0 {
		return mean(s[n/2-1], s[n/2])
	}
	return s[len(s)/2]
}

func mean[T ~int64](a, b T) T { return (a + b) / 2 }

// A line of the table: medians.
type line struct {
	wall, cpu time.Duration
	memory    int64
	tree      bool
	exit      int
	lines     int
}

func (r result) line() line {
	var wall, cpu []time.Duration
	var memory []int64
	last := r.samples[len(r.samples)-1]
	l := line{tree: true, exit: last.exit, lines: last.lines}
	for _, s := range r.samples {
		wall, cpu, memory = append(wall, s.wall), append(cpu, s.cpu), append(memory, s.memory)
		l.tree = l.tree && s.tree
	}
	l.wall, l.cpu, l.memory = median(wall, mean), median(cpu, mean), median(memory, mean)
	return l
}

// table prints the results of a state. The first is the floor.
func table(state string, results []result) string {
	var s strings.Builder
	fmt.Fprintf(&s, "### %s\n\n", state)
	s.WriteString("| | wall s | CPU s | peak MB | wall × floor | CPU × floor | memory × floor | exit | lines |\n")
	s.WriteString("| --- | --: | --: | --: | --: | --: | --: | --: | --: |\n")
	floor := results[0].line()
	partial := false
	for _, r := range results {
		l := r.line()
		mark := ""
		if !l.tree {
			mark, partial = "*", true
		}
		fmt.Fprintf(&s, "| %s | %.2f | %.2f | %d%s | %s | %s | %s | %d | %d |\n", r.name,
			l.wall.Seconds(), l.cpu.Seconds(), l.memory>>20, mark,
			times(float64(l.wall), float64(floor.wall)), times(float64(l.cpu), float64(floor.cpu)),
			times(float64(l.memory), float64(floor.memory)), l.exit, l.lines)
	}
	s.WriteString("\n")
	if partial {
		s.WriteString("\\* the largest single process\n\n")
	}
	return s.String()
}

func times(a, b float64) string {
	if b == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", a/b)
}
