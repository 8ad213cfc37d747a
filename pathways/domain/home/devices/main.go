// Command devices writes the content library of the home domain: the devices of
// one house, with the brand and the state of each. house.txt says what is where.
//
// It takes nothing from outside and draws from a fixed seed, so that running it
// again changes nothing.
package main

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
)

//go:embed house.txt
var house string

// file is where the devices are written, in the domain's folder.
const file = "content.jsonl"

// seed of every draw.
const seed = 7

// kindLock is the kind of what locks doors.
const kindLock = "lock"

func main() {
	data, err := library()
	if err == nil {
		err = os.WriteFile(file, data, 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// device is one line of the library, in the order in which its fields are written.
type device struct {
	ID         string            `json:"id"`
	Kind       string            `json:"kind"`
	Title      string            `json:"title"`
	Keywords   []string          `json:"keywords"`
	Attributes map[string]string `json:"attributes"`
}

// library returns the devices, one a line.
func library() ([]byte, error) {
	rng := rand.New(rand.NewPCG(seed, seed))
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	counts := map[string]int{}
	lines := bufio.NewScanner(strings.NewReader(house))
	for lines.Scan() {
		room, devices, ok := strings.Cut(lines.Text(), ": ")
		if strings.HasPrefix(room, "#") || strings.TrimSpace(room) == "" || !ok {
			continue
		}
		for text := range strings.SplitSeq(devices, ", ") {
			kind, title, _ := strings.Cut(text, " ")
			counts[kind]++
			d := device{
				ID: fmt.Sprintf("%s-%02d", kind, counts[kind]), Kind: kind,
				Title:    titleOf(room, title),
				Keywords: []string{strings.ToLower(title), room},
			}
			d.Attributes = attributes(rng, kind, room, title)
			if err := enc.Encode(d); err != nil {
				return nil, fmt.Errorf("device %s: %w", d.ID, err)
			}
		}
	}
	return out.Bytes(), nil
}

// titleOf puts the room before what does not name it itself.
func titleOf(room, title string) string {
	words := strings.Fields(room)
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	if strings.Contains(title, words[0]) || strings.HasSuffix(title, "Door") || strings.HasSuffix(title, "Gate") {
		return title
	}
	return strings.Join(words, " ") + " " + title
}

// brands are made up.
func brands(kind string) []string {
	switch kind {
	case "light":
		return []string{"Lumora", "Glimmet", "Halden"}
	case kindLock, "camera", "sensor":
		return []string{"Wardley", "Sentrix", "Keepwell"}
	case "speaker", "television":
		return []string{"Sonoro Nord", "Tonika", "Vidalux"}
	default:
		return []string{"Domovik", "Calbrook", "Hestia Works", "Orrin"}
	}
}

// attributes draws what is known of a device.
func attributes(rng *rand.Rand, kind, room, title string) map[string]string {
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	a := map[string]string{"room": room, "brand": pick(brands(kind)...)}
	if rng.IntN(20) == 0 {
		a["connection"] = "offline"
	} else {
		a["connection"] = "online"
	}
	switch kind {
	case "light":
		a["power"], a["color"] = pick("on", "off"), pick("warm white", "warm white", "cool white", "daylight")
		a["colors"] = pick("whites only", "all colors", "all colors")
	case kindLock:
		a["door"], a["locked"] = strings.ToLower(title), pick("yes", "yes", "no")
	case "blind":
		a["position"] = pick("open", "closed", "half open")
	case "thermostat":
		a["degrees"] = pick("18", "19", "20", "21", "21.5", "22")
		a["power"] = pick("on", "on", "off")
	default:
		a["power"] = pick("on", "off")
	}
	if kind == kindLock || kind == "sensor" || kind == "camera" {
		a["battery"] = pick("15%", "40%", "65%", "80%", "100%")
	}
	return a
}
