package inventory

import (
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// stopKinds and joinKinds are the model's kinds in the map's words.
var (
	stopKinds = map[lifetime.StopKind]string{
		lifetime.StopContext: Context, lifetime.StopChannel: Channel, lifetime.StopIO: IO, lifetime.StopFlag: Flag,
		lifetime.StopTimer: Timer, lifetime.StopGroup: Group, lifetime.StopItself: Finite,
	}
	joinKinds = map[lifetime.JoinKind]string{
		lifetime.JoinGroup: WaitGroup, lifetime.JoinChannel: Channel, lifetime.JoinErrs: Group, lifetime.JoinOther: Other,
	}
)

// stops returns what can end the work, the main one first.
func (c *collector) stops(s *lifetime.Spawn) (all []Mark) {
	list := s.Stops()
	if end, ok := s.Shutdown(); ok {
		list = append([]lifetime.Stop{end}, slices.DeleteFunc(list, func(stop lifetime.Stop) bool { return stop.Kind == end.Kind })...)
	}
	for _, stop := range list {
		all = append(all, Mark{
			Kind: stopKinds[stop.Kind], What: stop.What,
			In: stop.Func.FullName(), Pos: c.pass.Fset.Position(stop.Node.Pos()),
		})
	}
	return all
}

// joins returns who waits for the work, each way once.
func (c *collector) joins(s *lifetime.Spawn) (all []Mark) {
	seen := map[string]bool{}
	for _, join := range s.Joins() {
		kind := joinKinds[join.Kind]
		if !seen[kind] {
			seen[kind] = true
			all = append(all, Mark{Kind: kind, What: join.What, In: join.Func.FullName(), Pos: c.pass.Fset.Position(join.Node.Pos())})
		}
	}
	return all
}

// verdict sums up.
func verdict(stops, joins []Mark, inSight bool) Verdict {
	finite := len(stops) > 0 && stops[0].Kind == Finite
	switch {
	case len(stops) == 0 && !inSight:
		return Unknown
	case len(stops) == 0 && len(joins) > 0:
		return Joined
	case len(stops) == 0:
		return Loose
	case len(joins) > 0:
		return Managed
	case finite:
		return Short
	}
	return Stopped
}
