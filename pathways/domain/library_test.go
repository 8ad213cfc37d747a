package domain

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"strings"
	"testing"
	"testing/fstest"
)

func csvDomain(text, mapping string) fstest.MapFS {
	return fstest.MapFS{
		"domain.yaml": {Data: []byte("name: g\ncontent: content.csv\nmapping: " + mapping + "\n")},
		"tools.json":  {Data: []byte(`[{"name":"undo"}]`)},
		"content.csv": {Data: []byte(text)},
	}
}

// CSV and JSON lines of the same items make the same items.
func TestCSV(t *testing.T) {
	for _, c := range []struct{ text, mapping, want string }{
		{
			"\uFEFFid,kind,title,keywords,mood\nt1,photo,\"Cat, asleep\",\"cat; nap ;\",calm\nt2,photo,Dog,,\n", "{}",
			`t1 photo "Cat, asleep" ["cat" "nap"] map[mood:calm]; t2 photo "Dog" [] map[]`,
		},
		{
			"number,name,tags\n7,\"two\nlines\",a|b\n",
			`{kind: card, separator: "|", columns: {id: number, title: name, keywords: tags}}`,
			"7 card \"two\\nlines\" [\"a\" \"b\"] map[]",
		},
	} {
		d, err := Load(csvDomain(c.text, c.mapping))
		if err != nil {
			t.Error(err)
			continue
		}
		checkInvariants(t, d)
		var parts []string
		for _, it := range d.Items {
			parts = append(parts, fmt.Sprintf("%s %s %q %q %v", it.ID, it.Kind, it.Title, it.Keywords, it.Attributes))
		}
		if got := strings.Join(parts, "; "); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("id,kind,title\nt1,photo,Cat\n")
	f.Add("id,kind,title,keywords,picture,a-b\nt1,photo,\"Cat\n\",\"a;b\",x.png,7\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 {
			return
		}
		d, err := Load(csvDomain(text, "{}"))
		if err != nil {
			checkFaults(t, err)
			return
		}
		checkInvariants(t, d)
	})
}

// header is the start of a PNG of that size; nothing more of it is decoded.
func header(width, height uint32) []byte {
	ihdr := []byte("IHDR")
	ihdr = binary.BigEndian.AppendUint32(ihdr, width)
	ihdr = binary.BigEndian.AppendUint32(ihdr, height)
	ihdr = append(ihdr, 8, 2, 0, 0, 0)
	png := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	png = append(png, ihdr...)
	return binary.BigEndian.AppendUint32(png, crc32.ChecksumIEEE(ihdr))
}

func TestPictures(t *testing.T) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 3, 2)), nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"png", header(640, 480), ""},
		{"jpeg", photo.Bytes(), ""},
		{"wide", header(MaxPictureSide+1, 10), `found "pictures/t1.png" of 8193 × 10 pixels, want 1 to 8192 each way`},
		{"high", header(10, 1<<30), "of 10 × 1073741824 pixels"},
		{"empty", header(0, 10), "want a picture in PNG or JPEG"},
		{"gif", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00"), "want a picture in PNG or JPEG"},
		{"cut", header(640, 480)[:20], "want a picture in PNG or JPEG"},
	} {
		fsys := goodDomain(t)
		fsys["pictures/t1.png"].Data = c.data
		_, err := Load(fsys)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}
