// Command compare holds the answers of "cancelcheck map" against the labels.
//
//	cd bench && go run ./spawns/compare -labels spawns/labels.json buildkit=map.json etcd=map.json ...
//
// Each argument names a repository of the labels and a file that "cancelcheck
// map -json" wrote in its root; of one with nested modules there may be several
// files, each named for the module's folder: etcd/server=map.json.
//
// An answer is right about stops if what it names first is among the labelled
// causes, and about joins if one of the ways that it names is the labelled one,
// or both say that there is none. Places that the map has no spawn for are
// counted apart: their files do not build here, or belong to no package asked.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
)

type label struct {
	Repo, File, Kind, Join, Why string
	Line                        int
	Stop                        []string
}

// atlas is what is needed of the map's document.
type atlas struct {
	Packages []struct {
		Owners []struct{ Spawns []spawn }
	}
}

type spawn struct {
	At struct {
		File string
		Line int
	}
	Stops, Joins []mark
}

type mark struct{ Kind string }

func main() {
	labels := flag.String("labels", "spawns/labels.json", "the labels")
	verbose := flag.Bool("v", false, "print the disagreements")
	flag.Parse()
	if err := run(*labels, flag.Args(), *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func run(labels string, maps []string, verbose bool) error {
	var all []label
	if err := read(labels, &all); err != nil {
		return err
	}
	answers, err := load(maps)
	if err != nil {
		return err
	}
	var stops, joins, missing int
	for _, l := range all {
		s, ok := answers[fmt.Sprintf("%s/%s:%d", l.Repo, l.File, l.Line)]
		if !ok {
			missing++
			continue
		}
		stop, join := stopRight(l, s), joinRight(l, s)
		if stop {
			stops++
		}
		if join {
			joins++
		}
		if verbose && (!stop || !join) {
			fmt.Printf("%s/%s:%d\n\tlabel %v %s\n\tmap   %v %v\n\t%s\n", l.Repo, l.File, l.Line, l.Stop, l.Join, kinds(s.Stops), kinds(s.Joins), l.Why)
		}
	}
	n := len(all) - missing
	fmt.Printf("%d labelled, %d of them not in a map\nstop: %d of %d right (%d %%)\njoin: %d of %d right (%d %%)\n",
		len(all), missing, stops, n, percent(stops, n), joins, n, percent(joins, n))
	return nil
}

func percent(part, whole int) int { return 100 * part / max(whole, 1) }

func read(file string, into any) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %v", file, err)
	}
	return nil
}

func load(maps []string) (map[string]spawn, error) {
	answers := map[string]spawn{}
	for _, arg := range maps {
		root, file, ok := strings.Cut(arg, "=")
		if !ok {
			return nil, fmt.Errorf("%q is not repository=file", arg)
		}
		var m atlas
		if err := read(file, &m); err != nil {
			return nil, err
		}
		for _, p := range m.Packages {
			for _, o := range p.Owners {
				for _, s := range o.Spawns {
					answers[fmt.Sprintf("%s:%d", path.Join(root, s.At.File), s.At.Line)] = s
				}
			}
		}
	}
	return answers, nil
}

func stopRight(l label, s spawn) bool {
	if len(s.Stops) == 0 {
		return slices.Contains(l.Stop, "none")
	}
	return slices.Contains(l.Stop, s.Stops[0].Kind)
}

func joinRight(l label, s spawn) bool {
	if len(s.Joins) == 0 {
		return l.Join == "none"
	}
	return slices.Contains(kinds(s.Joins), l.Join)
}

func kinds(marks []mark) []string {
	var names []string
	for _, m := range marks {
		names = append(names, m.Kind)
	}
	return names
}
